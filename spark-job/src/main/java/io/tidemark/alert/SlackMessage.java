package io.tidemark.alert;

import io.tidemark.config.AlertRule.Severity;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** The text of a message in Slack's mrkdwn. */
final class SlackMessage {
  private static final int TITLE_LIMIT = 300;
  private static final int TEXT_LIMIT = 2000;

  private SlackMessage() {}

  /**
   * One message for alerts of one rule: the first in full, the others counted. Its last line holds
   * an id that stays the same when the message has to be sent again.
   *
   * @param alerts at least one, oldest first
   */
  static String of(String pipeline, List<Alert> alerts) {
    Alert first = alerts.get(0);
    String title = escape(AlertText.cut(first.title(), TITLE_LIMIT));
    String text = escape(AlertText.cut(first.text(), TEXT_LIMIT));
    return "%s *%s* %s\n%s%s\n_%s_ `%s`"
        .formatted(
            icon(first.severity()),
            escape(first.rule()),
            title,
            text,
            others(alerts),
            escape(pipeline),
            first.id());
  }

  /** Slack reads &amp;, &lt; and &gt; as its own signs, mentions among them. */
  static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String others(List<Alert> alerts) {
    if (alerts.size() == 1) {
      return "";
    }
    long first = alerts.stream().mapToLong(Alert::raisedAtMicros).min().orElseThrow();
    long last = alerts.stream().mapToLong(Alert::raisedAtMicros).max().orElseThrow();
    Duration span = Duration.of(last - first, ChronoUnit.MICROS);
    Duration seconds = span.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
    String within = seconds.isZero() ? "at the same time" : "within " + AlertText.duration(seconds);
    return "\nand %d more %s".formatted(alerts.size() - 1, within);
  }

  private static String icon(Severity severity) {
    return switch (severity) {
      case INFO -> ":information_source:";
      case WARNING -> ":warning:";
      case CRITICAL -> ":rotating_light:";
    };
  }
}
