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
import org.junit.jupiter.api.Timeout;

/** What tests of the sender need: a server, an outbox, and a sender that is in a hurry. */
@Timeout(60)
abstract class SenderFixture {
  static final String TOKEN = "xoxb-1234-very-secret";
  static final Duration SHORT = Duration.ofMillis(300);
  static final Pace FAST =
      new Pace(
          Duration.ofMillis(1),
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofSeconds(2),
          Duration.ofMillis(50));

  final MemoryOutbox outbox = new MemoryOutbox();
  final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable closeable : open) {
      closeable.close();
    }
  }

  SlackServer slack(Answer... first) {
    SlackServer slack = new SlackServer(first);
    open.add(slack);
    return slack;
  }

  AlertSender sender(String apiUrl, Duration interval) {
    AlertsConfig config = config(Optional.of(TOKEN), apiUrl, interval);
    AlertSender sender = AlertSender.start("demo", config, outbox, FAST);
    open.add(0, () -> sender.close(Duration.ofMillis(10)));
    return sender;
  }

  void raise(AlertSender sender, Alert alert) {
    sender.offer(outbox.append(List.of(alert)));
  }

  void awaitIn(State state, String... ids) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(outbox.in(state)).containsExactlyInAnyOrder(ids));
  }

  static AlertsConfig config(Optional<String> token, String apiUrl, Duration interval) {
    AlertRule big =
        new AlertRule.Quarantined(new AlertRule.Common("big", Severity.WARNING, interval));
    return new AlertsConfig(
        new SlackConfig(token.map(Secret::new), "#here", apiUrl), interval, List.of(big));
  }

  static List<Alert> alerts(String rule, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> alert(rule, i)).toList();
  }

  static Alert alert(String rule, int number) {
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
