package io.tidemark.verify;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.value.ArrayText;
import io.tidemark.decode.value.Unrepresentable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One text for one value, from either side: from PostgreSQL's own spelling (session in UTC, ISO
 * dates) and from the mirror's value. Equal texts mean equal values.
 */
final class CanonicalText {
  /** A value that the mirror's type cannot hold, and that it keeps as text beside the row. */
  private static final String UNREPRESENTABLE = "\u0000!";

  private static final String NULL = "~";

  private CanonicalText() {}

  /** Whether both sides can be brought to one text: an hstore is JSON in the mirror. */
  static boolean comparable(String sourceType, DataType type) {
    return !sourceType.replace("[]", "").equals("hstore")
        && (sourceType.endsWith("[]") == type instanceof ArrayType);
  }

  /**
   * The text of a mirror's value.
   *
   * @param unrepresentable what the row says of a value that the column does not hold; or null
   */
  static String ofLake(DataType type, Object value, String unrepresentable) {
    if (value == null) {
      return unrepresentable == null || unrepresentable.equals(Unrepresentable.UNKNOWN.text())
          ? NULL
          : unrepresentable(type, unrepresentable);
    }
    if (type instanceof DecimalType) {
      return ((BigDecimal) value).toPlainString();
    } else if (type instanceof BinaryType) {
      return HexFormat.of().formatHex((byte[]) value);
    } else if (type instanceof ArrayType array) {
      return ((List<?>) value)
          .stream()
              .map(element -> ofLake(array.getElementType(), element, null))
              .map(CanonicalText::element)
              .collect(Collectors.joining(",", "[", "]"));
    }
    return value.toString();
  }

  /**
   * The text of a value as PostgreSQL writes it.
   *
   * @param text null for SQL NULL
   */
  static String ofSource(String sourceType, DataType type, String text) {
    if (text == null) {
      return NULL;
    }
    try {
      return of(sourceType, type, text);
    } catch (ArithmeticException e) {
      return text; // more digits than the column has: a difference
    } catch (NumberFormatException | DateTimeException e) {
      return unrepresentable(type, text); // NaN in a decimal, infinity, a year that Delta lacks
    }
  }

  /** Within an array the mirror does not quote. */
  private static String unrepresentable(DataType type, String text) {
    return UNREPRESENTABLE + (type instanceof ArrayType ? text.replace("\"", "") : text);
  }

  private static String of(String sourceType, DataType type, String text) {
    if (type instanceof StringType) {
      return text;
    } else if (type instanceof BooleanType) {
      return Boolean.toString(text.equals("t") || text.equals("1"));
    } else if (type instanceof DecimalType decimal) {
      String plain = sourceType.equals("money") ? text.replaceAll("[^0-9.-]", "") : text;
      return new BigDecimal(plain).setScale(decimal.getScale()).toPlainString();
    } else if (type instanceof DoubleType) {
      return Double.toString(Double.parseDouble(text));
    } else if (type instanceof FloatType) {
      return Float.toString(Float.parseFloat(text));
    } else if (type instanceof BinaryType) {
      return sourceType.equals("bytea")
          ? text.substring(2)
          : HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    } else if (type instanceof DateType) {
      return Long.toString(LocalDate.parse(text).toEpochDay());
    } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
      return Long.toString(micros(text));
    } else if (type instanceof ArrayType array) {
      String elementType = sourceType.substring(0, sourceType.length() - 2);
      return ArrayText.elements(text).stream()
          .map(element -> whole(ofSource(elementType, array.getElementType(), element)))
          .map(CanonicalText::element)
          .collect(Collectors.joining(",", "[", "]"));
    }
    return text;
  }

  /** An element that cannot be represented makes its array so. */
  private static String whole(String element) {
    if (element.startsWith(UNREPRESENTABLE)) {
      throw new NumberFormatException(element);
    }
    return element;
  }

  /** Elements may hold whatever separates them. */
  private static String element(String text) {
    return text.length() + ":" + text;
  }

  /** {@code 2026-02-28 23:59:59.5} or, with a time zone, {@code 2026-02-28 23:59:59.5+00}. */
  private static long micros(String text) {
    String local = text.endsWith("+00") ? text.substring(0, text.length() - 3) : text;
    LocalDateTime time = LocalDateTime.parse(local.replace(' ', 'T'));
    return ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), time);
  }
}
