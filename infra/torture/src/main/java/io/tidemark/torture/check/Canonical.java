package io.tidemark.torture.check;

import io.tidemark.torture.plan.ColumnKind;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One text for one value, whether PostgreSQL spells it, a mirror holds it, or the change log has it
 * as JSON. Equal texts are equal values; null is NULL.
 */
public final class Canonical {
  private Canonical() {}

  /**
   * Of PostgreSQL's own spelling.
   *
   * @param text of a session in UTC; null for NULL
   */
  public static String ofPostgres(ColumnKind kind, String text) {
    if (text == null) {
      return null;
    }
    return switch (kind) {
      case DOUBLE -> Double.toString(Double.parseDouble(text));
      case BOOLEAN -> Boolean.toString(text.equals("t") || text.equals("true"));
      case BYTEA -> text.substring(2);
      case TIMESTAMP, TIMESTAMPTZ -> timestamp(text);
      default -> text;
    };
  }

  /**
   * Of a mirror's value.
   *
   * @param value as {@link io.tidemark.torture.lake.DeltaTable} reads it
   * @param unrepresentable the source's text where the column's type can't hold the value, else
   *     null
   */
  public static String ofLake(ColumnKind kind, Object value, String unrepresentable) {
    if (value == null) {
      return unrepresentable;
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    } else if (value instanceof byte[] bytes) {
      return HexFormat.of().formatHex(bytes);
    } else if (value instanceof List<?> elements) {
      return array(elements);
    } else if (kind == ColumnKind.DATE) {
      return LocalDate.ofEpochDay((Integer) value).toString();
    }
    return value.toString();
  }

  /**
   * Of an image in the change log.
   *
   * @param value the JSON's own text of a number, a text or a boolean; a list of them; null
   */
  public static String ofJson(ColumnKind kind, Object value) {
    if (value == null) {
      return null;
    }
    if (value instanceof List<?> elements) {
      return array(elements);
    }
    String text = value.toString();
    return switch (kind) {
      case DOUBLE -> Double.toString(Double.parseDouble(text));
      case BYTEA -> HexFormat.of().formatHex(Base64.getDecoder().decode(text));
      case TIMESTAMP, TIMESTAMPTZ -> timestamp(text);
      default -> text;
    };
  }

  private static String array(List<?> elements) {
    return elements.stream()
        .map(element -> element == null ? "NULL" : element.toString())
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** Microseconds since 1970; what is no moment, such as infinity, stays as it is. */
  private static String timestamp(String text) {
    try {
      String iso = text.replace(' ', 'T').replaceFirst("(\\+00|Z)$", "");
      LocalDateTime time = LocalDateTime.parse(iso);
      long seconds = time.toEpochSecond(ZoneOffset.UTC);
      return Long.toString(seconds * 1_000_000 + time.get(ChronoField.MICRO_OF_SECOND));
    } catch (DateTimeException none) {
      return text;
    }
  }
}
