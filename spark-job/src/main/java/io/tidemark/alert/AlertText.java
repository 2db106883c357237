package io.tidemark.alert;

import io.tidemark.config.AlertRule;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Refusal;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The words of an alert. They name the table, the key and what the rule is about: no other values.
 */
final class AlertText {
  private static final int VALUE_LIMIT = 80;
  private static final int REASON_LIMIT = 300;

  private AlertText() {}

  static String met(AlertRule.Condition when, String value, ChangeEvent change) {
    String word =
        when.comparison() == AlertRule.Comparison.EQUAL
            ? "equals"
            : "is " + when.comparison().word();
    return String.join(
        " ", change.table() + ":", when.column(), cut(value, VALUE_LIMIT), word, when.value());
  }

  static String burst(AlertRule.Burst rule, ChangeEvent change) {
    return "More than %d changes (%s) of %s within %s"
        .formatted(
            rule.moreThan(),
            rule.operations().stream()
                .sorted()
                .map(AlertText::word)
                .collect(Collectors.joining(", ")),
            change.table(),
            duration(rule.within()));
  }

  /** Operation, key, commit time and place of a change. */
  static String where(ChangeEvent change) {
    return word(change.op())
        + key(change)
        + ", committed "
        + time(change.commitMicros())
        + ", "
        + place(change.at());
  }

  /** Place and reason of a refusal; what its reason quotes may be a user's and is left out. */
  static String refusal(Refusal refusal) {
    int from = refusal.reason().indexOf('"');
    int to = refusal.reason().lastIndexOf('"');
    String reason =
        from < to
            ? refusal.reason().substring(0, from + 1) + "…" + refusal.reason().substring(to)
            : refusal.reason();
    return cut(reason, REASON_LIMIT) + " It lies in system.quarantine: " + place(refusal.at());
  }

  static String word(Operation operation) {
    return operation.name().toLowerCase(Locale.ROOT);
  }

  /** A time in seconds, UTC. */
  static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** A duration for people: 47s, 5m, 2h 5m. */
  static String duration(Duration duration) {
    return duration.toMillis() < 1000
        ? duration.toMillis() + "ms"
        : duration
            .toString()
            .substring(2)
            .replaceAll("([HM])(?=.)", "$1 ")
            .toLowerCase(Locale.ROOT);
  }

  /** The text, cut to a length in characters with a mark where it was cut. */
  static String cut(String text, int limit) {
    return text.codePointCount(0, text.length()) <= limit
        ? text
        : text.substring(0, text.offsetByCodePoints(0, limit - 1)) + "…";
  }

  private static String key(ChangeEvent change) {
    if (change.key() == null || change.schema() == null) {
      return "";
    }
    List<String> names = change.schema().key();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < Math.min(names.size(), change.key().size()); i++) {
      parts.add(names.get(i) + "=" + value(change.key().get(i)));
    }
    return parts.isEmpty() ? "" : " " + String.join(", ", parts);
  }

  private static String value(Object value) {
    if (value instanceof byte[] bytes) {
      return cut("\\x" + HexFormat.of().formatHex(bytes), VALUE_LIMIT);
    }
    String text = value instanceof BigDecimal decimal ? decimal.toPlainString() : "" + value;
    return cut(text, VALUE_LIMIT);
  }

  private static String place(KafkaPosition at) {
    return "topic " + at.topic() + " partition " + at.partition() + " offset " + at.offset();
  }
}
