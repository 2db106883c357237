package io.tidemark.alert;

import io.tidemark.config.AlertRule.Comparison;
import io.tidemark.config.AlertRule.Condition;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Image;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Unavailable;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;

/** Tests a rule's condition on a change. */
final class Conditions {
  private Conditions() {}

  /**
   * The column's value as text, if it meets the condition. NULL, a value that the source did not
   * send, and a column that the table does not have meet none.
   */
  static Optional<String> met(Condition condition, ChangeEvent change) {
    Image image = change.op() == Operation.DELETE ? change.before() : change.after();
    int column = change.schema() == null ? -1 : change.schema().indexOf(condition.column());
    if (image == null || column < 0) {
      return Optional.empty();
    }
    Object value = image.value(column);
    String text =
        value == null
            ? image.unrepresentable().get(condition.column())
            : value instanceof Unavailable ? null : text(value);
    return Optional.ofNullable(text).filter(found -> meets(condition, found));
  }

  /** Whether the changed table does not have the condition's column. */
  static boolean isBlind(Condition condition, ChangeEvent change) {
    return change.schema() != null && change.schema().indexOf(condition.column()) < 0;
  }

  private static boolean meets(Condition condition, String value) {
    if (condition.comparison() == Comparison.EQUAL) {
      return value.equals(condition.value()) || sameNumber(value, condition.value());
    }
    return against(value, condition.number())
        .map(order -> condition.comparison() == Comparison.ABOVE ? order > 0 : order < 0)
        .orElse(false);
  }

  /** Order of a value and a number; as in PostgreSQL, NaN is above every number. */
  private static Optional<Integer> against(String value, BigDecimal number) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "nan", "infinity", "positive_infinity" -> Optional.of(1);
      case "-infinity", "negative_infinity" -> Optional.of(-1);
      default -> number(value).map(found -> found.compareTo(number));
    };
  }

  private static boolean sameNumber(String left, String right) {
    Optional<BigDecimal> number = number(right);
    return number.isPresent() && against(left, number.get()).filter(o -> o == 0).isPresent();
  }

  private static Optional<BigDecimal> number(String text) {
    try {
      return Optional.of(new BigDecimal(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static String text(Object value) {
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
  }
}
