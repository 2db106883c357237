package io.tidemark.decode.value;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Unavailable;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Exact numbers: {@code numeric} and {@code money}. No double is on their way. The connector spells
 * what is no number its own way; it becomes PostgreSQL's: {@code NaN}, {@code Infinity}, {@code
 * -Infinity}.
 */
final class Decimals {
  private static final int MOST_DIGITS = 38;

  /**
   * PostgreSQL keeps scales in 11 bits; the connector does not extend the sign of negative ones.
   */
  private static final int SCALE_MODULUS = 2048;

  private static final int LARGEST_SCALE = 1000;

  /** Of PostgreSQL's numeric: 131072 digits before the point and 16383 after it. */
  private static final int LARGEST_UNSCALED_BYTES = 64 * 1024;

  /** Exact text, for a numeric without bounds or beyond 38 digits. */
  static final ValueReader TEXT = new ValueReader(ColumnType.STRING, Decimals::exactText);

  /** Connect's unscaled bytes with a scale for each value. */
  static final ValueReader VARIABLE_SCALE =
      new ValueReader(ColumnType.STRING, Decimals::variableScale);

  private Decimals() {}

  /** A numeric sent as text, by the precision and scale of its declaration. */
  static ValueReader numeric(int precision, int scale) {
    int places = scale > LARGEST_SCALE ? scale - SCALE_MODULUS : scale;
    if (precision <= 0) {
      return TEXT;
    }
    int digits = places < 0 ? precision - places : Math.max(precision, places);
    if (digits > MOST_DIGITS) {
      return TEXT;
    }
    return bounded(digits, Math.max(places, 0));
  }

  /** A money sent as text: a 64-bit count of hundredths. */
  static ValueReader money() {
    return bounded(19, 2);
  }

  /** Connect's unscaled bytes, by the precision and scale of the schema. */
  static ValueReader unscaled(int precision, int scale) {
    if (scale > LARGEST_SCALE) {
      int places = scale - SCALE_MODULUS;
      return new ValueReader(
          ColumnType.STRING, json -> rescaled(unscaledText(json.base64(), scale), places));
    }
    int digits = precision == 0 ? 19 : Math.max(precision, scale);
    if (digits > MOST_DIGITS || scale > digits) {
      return new ValueReader(
          ColumnType.STRING, json -> unscaledText(json.base64(), scale).toPlainString());
    }
    return new ValueReader(
        ColumnType.decimal(digits, scale),
        json -> fitting(unscaledText(json.base64(), scale), digits, scale));
  }

  private static String rescaled(BigDecimal value, int scale) throws BadMessageException {
    try {
      return value.setScale(scale).toPlainString();
    } catch (ArithmeticException e) {
      throw new BadMessageException(quote(value.toPlainString()) + " has too many digits");
    }
  }

  private static ValueReader bounded(int precision, int scale) {
    return new ValueReader(
        ColumnType.decimal(precision, scale), json -> decimal(json, precision, scale));
  }

  private static Object decimal(JsonCursor json, int precision, int scale) throws IOException {
    String text = json.text();
    if (json.placeholder().isText(text)) {
      return Unavailable.VALUE;
    }
    String special = special(text);
    if (special != null) {
      return Unrepresentable.of(special);
    }
    checkPlain(text);
    // A declared scale of -2 arrives with 2046 zeros after the point, so length alone says nothing.
    return fitting(new BigDecimal(text), precision, scale);
  }

  private static BigDecimal fitting(BigDecimal value, int precision, int scale)
      throws BadMessageException {
    BigDecimal exact;
    try {
      exact = value.setScale(scale);
    } catch (ArithmeticException e) {
      exact = null;
    }
    if (exact == null || exact.precision() > precision) {
      throw new BadMessageException(
          quote(value.toPlainString())
              + " does not fit in numeric("
              + precision
              + ","
              + scale
              + ")");
    }
    return exact;
  }

  private static Object exactText(JsonCursor json) throws IOException {
    String text = json.text();
    if (json.placeholder().isText(text)) {
      return Unavailable.VALUE;
    }
    String special = special(text);
    if (special != null) {
      return special;
    }
    checkPlain(text);
    return text;
  }

  private static Object variableScale(JsonCursor json) throws IOException {
    json.expectObject();
    Integer scale = null;
    byte[] unscaled = null;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      json.next();
      if (name.equals("scale") && scale == null) {
        scale = (int) json.whole(0, SCALE_MODULUS * 16);
      } else if (name.equals("value") && unscaled == null) {
        unscaled = json.base64();
      } else {
        throw new BadMessageException("a decimal has a field too many: " + quote(name));
      }
    }
    if (scale == null || unscaled == null) {
      throw new BadMessageException("a decimal lacks its scale or its value");
    }
    return unscaledText(unscaled, scale).toPlainString();
  }

  private static BigDecimal unscaledText(byte[] unscaled, int scale) throws BadMessageException {
    if (unscaled.length == 0 || unscaled.length > LARGEST_UNSCALED_BYTES) {
      throw new BadMessageException("a decimal of " + unscaled.length + " bytes");
    }
    return new BigDecimal(new BigInteger(unscaled), scale);
  }

  private static String special(String text) {
    return switch (text) {
      case "NAN", "NaN" -> "NaN";
      case "POSITIVE_INFINITY", "Infinity" -> "Infinity";
      case "NEGATIVE_INFINITY", "-Infinity" -> "-Infinity";
      default -> null;
    };
  }

  /** Accept an optional minus, digits, and an optional point with digits; no exponent. */
  private static void checkPlain(String text) throws BadMessageException {
    int i = text.startsWith("-") ? 1 : 0;
    int whole = i;
    while (i < text.length() && isDigit(text.charAt(i))) {
      i++;
    }
    boolean good = i > whole;
    if (good && i < text.length() && text.charAt(i) == '.') {
      int point = i++;
      while (i < text.length() && isDigit(text.charAt(i))) {
        i++;
      }
      good = i > point + 1;
    }
    if (!good || i < text.length()) {
      throw new BadMessageException("expected a decimal number but found " + quote(text));
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
