package io.tidemark.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.alert.AlertSender.Pace;
import io.tidemark.alert.Delivery.State;
import io.tidemark.alert.SlackServer.Answer;
import io.tidemark.config.AlertRule;
import io.tidemark.config.AlertRule.Severity;
import io.tidemark.config.AlertsConfig;
import io.tidemark.config.Secret;
import io.tidemark.config.SlackConfig;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AlertSenderTest {
  private static final String TOKEN = "xoxb-1234-very-secret";
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Pace FAST =
      new Pace(
          Duration.ofMillis(1),
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofMillis(50));

  private final MemoryOutbox outbox = new MemoryOutbox();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  @Test
  void anAlertArrivesInTheChannelOnce() {
    SlackServer slack = slack();
    AlertSender sender = sender(slack.apiUrl(), SHORT);

    raise(sender, alert("big", 1));

    awaitIn(State.SENT, "big-1");
    assertThat(slack.calls).hasSize(1);
    SlackServer.Call call = slack.calls.get(0);
    assertThat(call.path()).isEqualTo("/api/chat.postMessage");
    assertThat(call.authorization()).isEqualTo("Bearer " + TOKEN);
    assertThat(call.form()).containsEntry("channel", "#here").containsEntry("unfurl_links", "0");
    assertThat(call.text())
        .isEqualTo(":warning: *big* title 1\ntext 1\n_demo_ `big-1`")
        .doesNotContain(TOKEN);
  }

  @Test
  void atMostOneMessagePerRuleAndIntervalGoesOutAndTheRestIsCounted() {
    SlackServer slack = slack();
    AlertSender sender = sender(slack.apiUrl(), SHORT);

    raise(sender, alert("big", 1));
    awaitIn(State.SENT, "big-1");
    for (int i = 2; i <= 38; i++) {
      raise(sender, alert("big", i));
    }
    raise(sender, alert("other", 1));

    awaitIn(State.SENT, "big-1", "big-2", "other-1");
    assertThat(slack.texts()).hasSize(3);
    assertThat(slack.texts()).filteredOn(text -> text.contains("*other*")).hasSize(1);
    assertThat(slack.texts()).anyMatch(text -> text.contains("`other-1`"));
    List<SlackServer.Call> big =
        slack.calls.stream().filter(call -> call.text().contains("*big*")).toList();
    assertThat(big.get(1).text()).contains("`big-2`", "and 36 more within 36s");
    assertThat(Duration.ofNanos(big.get(1).atNanos() - big.get(0).atNanos()))
        .isGreaterThanOrEqualTo(SHORT.minusMillis(20));
    assertThat(outbox.in(State.COUNTED)).hasSize(36);
    assertThat(outbox.undelivered()).isEmpty();
  }

  @Test
  void anIntervalHoldsAcrossARestart() {
    SlackServer slack = slack();
    AlertSender first = sender(slack.apiUrl(), Duration.ofHours(1));
    raise(first, alert("big", 1));
    awaitIn(State.SENT, "big-1");
    raise(first, alert("big", 2));
    first.close(Duration.ofSeconds(5));

    AlertSender second = sender(slack.apiUrl(), Duration.ofHours(1));
    raise(second, alert("other", 1));

    awaitIn(State.SENT, "big-1", "other-1");
    assertThat(outbox.undelivered()).containsExactly("big-2");
  }

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
  void withoutATokenAlertsStayInTheirTable() {
    SlackServer slack = slack();
    AlertSender sender =
        AlertSender.start("demo", config(Optional.empty(), slack.apiUrl(), SHORT), outbox, FAST);
    raise(sender, alert("big", 1));
    raise(sender, alert("big", 2));

    sender.close(Duration.ofSeconds(5));

    assertThat(outbox.in(State.NOT_SENT)).containsExactly("big-1", "big-2");
    assertThat(slack.calls).isEmpty();
    sender(slack.apiUrl(), SHORT).close(Duration.ofSeconds(5));
    assertThat(slack.calls).as("a token that comes later").isEmpty();
  }

  @Test
  void whatWasPendingAtACrashGoesOutAtTheNextStart() {
    outbox.append(alerts("big", 3));
    SlackServer slack = slack();

    sender(slack.apiUrl(), SHORT);

    awaitIn(State.SENT, "big-1");
    assertThat(outbox.in(State.COUNTED)).containsExactly("big-2", "big-3");
    assertThat(slack.texts()).hasSize(1).first().asString().contains("and 2 more within 2s");
  }

  @Test
  void aReplayedAlertIsNotSentAgain() {
    SlackServer slack = slack();
    raise(sender(slack.apiUrl(), Duration.ofMillis(1)), alert("big", 1));
    awaitIn(State.SENT, "big-1");

    AlertSender second = sender(slack.apiUrl(), Duration.ofMillis(1));
    raise(second, alert("big", 1));
    raise(second, alert("big", 2));

    awaitIn(State.SENT, "big-1", "big-2");
    assertThat(slack.calls).hasSize(2);
  }

  @Test
  void aTableThatFailsIsTriedAgainAndNothingIsLost() {
    SlackServer slack = slack();
    outbox.failTimes(3);
    AlertSender sender = sender(slack.apiUrl(), SHORT);
    raise(sender, alert("big", 1));
    awaitIn(State.SENT, "big-1");

    outbox.failTimes(2);
    raise(sender, alert("other", 1));

    awaitIn(State.SENT, "big-1", "other-1");
    assertThat(slack.calls).as("a record that failed sends nothing twice").hasSize(2);
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

  @Test
  void theTokenIsInNoLogAndInNoTable() {
    try (LogCapture logs = LogCapture.everything()) {
      SlackServer slack =
          slack(
              Answer.error("bad token " + TOKEN),
              Answer.status(500),
              Answer.tooMany("1"),
              new Answer(200, "no json " + TOKEN, null),
              new Answer(403, "{\"ok\":false,\"error\":\"" + TOKEN + "\"}", null));
      AlertSender sender = sender(slack.apiUrl(), Duration.ofMillis(1));
      raise(sender, alert("a", 1));
      raise(sender, alert("b", 1));
      raise(sender, alert("c", 1));
      awaitIn(State.SENT, "a-1", "b-1", "c-1");
      sender.close(Duration.ofSeconds(5));
      raise(sender("http://127.0.0.1:1/" + "x/", SHORT), alert("d", 1));
      await().until(() -> logs.text().contains("Slack cannot be reached"));

      assertThat(logs.text()).contains("Slack refuses alerts", "bad token ***");
      assertThat(logs.text()).doesNotContain(TOKEN);
      assertThat(outbox.deliveries().toString()).doesNotContain(TOKEN);
    }
  }

  private SlackServer slack(Answer... first) {
    SlackServer slack = new SlackServer(first);
    open.add(slack);
    return slack;
  }

  private AlertSender sender(String apiUrl, Duration interval) {
    AlertsConfig config = config(Optional.of(TOKEN), apiUrl, interval);
    AlertSender sender = AlertSender.start("demo", config, outbox, FAST);
    open.add(0, () -> sender.close(Duration.ofMillis(10)));
    return sender;
  }

  private void raise(AlertSender sender, Alert alert) {
    sender.offer(outbox.append(List.of(alert)));
  }

  private void awaitIn(State state, String... ids) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(outbox.in(state)).containsExactlyInAnyOrder(ids));
  }

  private static AlertsConfig config(Optional<String> token, String apiUrl, Duration interval) {
    AlertRule big =
        new AlertRule.Quarantined(new AlertRule.Common("big", Severity.WARNING, interval));
    return new AlertsConfig(
        new SlackConfig(token.map(Secret::new), "#here", apiUrl), interval, List.of(big));
  }

  private static List<Alert> alerts(String rule, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> alert(rule, i)).toList();
  }

  private static Alert alert(String rule, int number) {
    return new Alert(
        rule + "-" + number,
        rule,
        Severity.WARNING,
        "title " + number,
        "text " + number,
        new TableId("public", "t"),
        number * 1_000_000L,
        new KafkaPosition("t", 0, number, 0));
  }
}
