package io.tidemark.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.alert.Delivery.State;
import io.tidemark.alert.SlackServer.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertSenderTest extends SenderFixture {
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
    List<Alert> more = new ArrayList<>(alerts("big", 38).subList(1, 38));
    more.add(alert("other", 1));
    sender.offer(outbox.append(more));

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
}
