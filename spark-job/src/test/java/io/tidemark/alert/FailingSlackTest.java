package io.tidemark.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.alert.AlertSender.Pace;
import io.tidemark.alert.Delivery.State;
import io.tidemark.alert.SlackServer.Answer;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slack slow, down, unwilling or limiting. */
class FailingSlackTest extends SenderFixture {
  @Test
  void retryAfterIsHonoured() {
    SlackServer slack = slack(Answer.tooMany("1"));
    AlertSender sender = sender(slack.apiUrl(), SHORT);

    raise(sender, alert("big", 1));

    awaitIn(State.SENT, "big-1");
    assertThat(slack.calls).hasSize(2);
    assertThat(Duration.ofNanos(slack.calls.get(1).atNanos() - slack.calls.get(0).atNanos()))
        .isGreaterThanOrEqualTo(Duration.ofMillis(990));
  }

  @Test
  void whilePausedNothingIsSentEvenAtTheEnd() {
    SlackServer slack = slack(Answer.tooMany("3600"));
    AlertSender sender = sender(slack.apiUrl(), SHORT);
    raise(sender, alert("big", 1));
    await().until(() -> slack.calls.size() == 1);

    sender.close(Duration.ofSeconds(5));

    assertThat(slack.calls).hasSize(1);
    assertThat(outbox.undelivered()).containsExactly("big-1");
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503, 408})
  void aFailingSlackIsTriedAgainWithTheSameId(int status) {
    SlackServer slack = slack(Answer.status(status), Answer.status(status));
    AlertSender sender = sender(slack.apiUrl(), SHORT);

    raise(sender, alert("big", 1));

    awaitIn(State.SENT, "big-1");
    assertThat(slack.texts()).hasSize(3).allMatch(text -> text.endsWith("`big-1`"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"internal_error", "fatal_error", "service_unavailable"})
  void aPassingErrorOfSlackIsTriedAgain(String error) {
    SlackServer slack = slack(Answer.error(error));
    raise(sender(slack.apiUrl(), SHORT), alert("big", 1));
    awaitIn(State.SENT, "big-1");
    assertThat(slack.calls).hasSize(2);
  }

  @Test
  void whatIsNotSlackIsTriedAgain() {
    SlackServer slack = slack(new Answer(200, "<html>Please log in</html>", null));
    raise(sender(slack.apiUrl(), SHORT), alert("big", 1));
    awaitIn(State.SENT, "big-1");
    assertThat(slack.calls).hasSize(2);
  }

  @Test
  void aHangingSlackIsGivenUpAndTriedAgainAndNeverBlocksThePipeline() {
    SlackServer slack = slack(Answer.HANG);
    AlertSender sender = sender(slack.apiUrl(), SHORT);
    raise(sender, alert("big", 1));
    await().until(() -> slack.calls.size() == 1);

    long before = System.nanoTime();
    sender.offer(outbox.append(alerts("flood", 3 * HandOver.CAPACITY)));
    Duration offered = Duration.ofNanos(System.nanoTime() - before);

    assertThat(offered).isLessThan(FAST.timeout());
    awaitIn(State.SENT, "big-1", "flood-1");
    await().atMost(Duration.ofSeconds(30)).until(() -> outbox.undelivered().isEmpty());
    assertThat(outbox.deliveries()).hasSize(1 + 3 * HandOver.CAPACITY);
  }

  @Test
  void aSlackThatIsDownGetsItsAlertsWhenItComesUp() {
    int port;
    try (SlackServer gone = new SlackServer()) {
      port = gone.port();
    }
    AlertSender sender = sender("http://127.0.0.1:" + port + "/api/", SHORT);
    raise(sender, alert("big", 1));
    await().during(Duration.ofMillis(200)).until(() -> outbox.undelivered().size() == 1);

    SlackServer slack = new SlackServer(port);
    open.add(slack);

    awaitIn(State.SENT, "big-1");
    assertThat(slack.calls).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "invalid_auth, make a new token and set SLACK_TOKEN",
    "account_inactive, make a new token and set SLACK_TOKEN",
    "channel_not_found, there is no channel #here that the bot may see",
    "not_in_channel, invite the bot to #here",
    "some_error_of_the_future, some_error_of_the_future"
  })
  void aRefusalIsRecordedWithItsReasonAndTriedAgainAtTheNextStart(String error, String cure) {
    SlackServer slack = slack();
    slack.usually(Answer.error(error));
    AlertSender first = sender(slack.apiUrl(), SHORT);
    raise(first, alert("big", 1));
    awaitIn(State.REFUSED, "big-1");
    first.close(Duration.ofSeconds(5));
    assertThat(slack.calls).hasSize(1);
    assertThat(outbox.deliveries().get("big-1").reason())
        .startsWith("Slack answered \"" + error + "\"")
        .contains(cure);

    slack.usually(Answer.OK);
    sender(slack.apiUrl(), SHORT);

    awaitIn(State.SENT, "big-1");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 410})
  void anAddressThatIsNotSlacksIsRefused(int status) {
    SlackServer slack = slack();
    slack.usually(Answer.status(status));
    raise(sender(slack.apiUrl(), SHORT), alert("big", 1));
    awaitIn(State.REFUSED, "big-1");
    assertThat(outbox.deliveries().get("big-1").reason())
        .isEqualTo("Slack answered HTTP " + status + "; check alerts.slack.api-url");
  }

  @Test
  void whatWasRefusedGoesOutAsSoonAsSlackTakesAnything() {
    SlackServer slack = slack(Answer.error("not_in_channel"));
    AlertSender sender = sender(slack.apiUrl(), SHORT);
    raise(sender, alert("big", 1));
    awaitIn(State.REFUSED, "big-1");

    raise(sender, alert("other", 1));

    awaitIn(State.SENT, "big-1", "other-1");
  }

  @Test
  void closingTriesWhatWaitsForAFailedSlackOnceMore() {
    SlackServer slack = slack(Answer.status(503));
    Pace slow =
        new Pace(FAST.gap(), Duration.ofHours(1), Duration.ofHours(1), FAST.timeout(), SHORT);
    AlertSender sender =
        AlertSender.start("demo", config(Optional.of(TOKEN), slack.apiUrl(), SHORT), outbox, slow);
    raise(sender, alert("big", 1));
    await().until(() -> slack.calls.size() == 1);

    sender.close(Duration.ofSeconds(5));

    assertThat(outbox.in(State.SENT)).containsExactly("big-1");
  }

  @Test
  void closingIsBoundedWhenSlackHangs() {
    SlackServer slack = slack();
    slack.usually(Answer.HANG);
    Pace patient =
        new Pace(FAST.gap(), FAST.backoff(), SHORT, Duration.ofMinutes(5), FAST.gather());
    AlertSender sender =
        AlertSender.start(
            "demo", config(Optional.of(TOKEN), slack.apiUrl(), SHORT), outbox, patient);
    raise(sender, alert("big", 1));
    await().until(() -> slack.calls.size() == 1);

    long before = System.nanoTime();
    sender.close(Duration.ofMillis(200));

    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(3));
    assertThat(outbox.undelivered()).containsExactly("big-1");
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("tidemark-alerts");
  }
}
