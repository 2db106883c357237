package io.tidemark.decode.value;

import io.tidemark.decode.ColumnType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** Values as PostgreSQL spells them, with {@code DateStyle = ISO} and in UTC. */
public final class PostgresText {
  private static final int MICROS = 1_000_000;

  private PostgresText() {}

  /** A day, such as {@code 2026-02-28} or {@code 0044-03-15 BC}. */
  public static String date(long epochDay) {
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    return ymd(date) + era(date);
  }

  /** A local time, such as {@code 2026-02-28 23:59:59.5}. */
  public static String timestamp(long micros) {
    return timestamp(micros, "");
  }

  /** A moment, such as {@code 2026-02-28 23:59:59.5+00}. */
  public static String timestampTz(long micros) {
    return timestamp(micros, "+00");
  }

  static String timestamp(LocalDateTime at, String zone) {
    LocalDate date = at.toLocalDate();
    String time = time(at.toLocalTime().toNanoOfDay() / 1000);
    return ymd(date) + ' ' + time + zone + era(date);
  }

  /** A time of day; 24:00:00 is one. */
  static String time(long microsOfDay) {
    long seconds = microsOfDay / MICROS;
    StringBuilder text = new StringBuilder(15);
    twoDigits(text, seconds / 3600).append(':');
    twoDigits(text, seconds / 60 % 60).append(':');
    twoDigits(text, seconds % 60);
    appendFraction(text, microsOfDay % MICROS);
    return text.toString();
  }

  /** An offset from UTC as PostgreSQL ends a time with it: {@code +00}, {@code -03:30}. */
  static String offset(int seconds) {
    StringBuilder text = new StringBuilder(9).append(seconds < 0 ? '-' : '+');
    int rest = Math.abs(seconds);
    twoDigits(text, rest / 3600);
    if (rest % 3600 != 0) {
      twoDigits(text.append(':'), rest / 60 % 60);
    }
    if (rest % 60 != 0) {
      twoDigits(text.append(':'), rest % 60);
    }
    return text.toString();
  }

  static StringBuilder twoDigits(StringBuilder text, long number) {
    return (number < 10 ? text.append('0') : text).append(number);
  }

  static void appendFraction(StringBuilder text, long micros) {
    if (micros == 0) {
      return;
    }
    int end = text.append('.').length() + 6;
    text.append(micros + MICROS).deleteCharAt(end - 6);
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    text.setLength(end);
  }

  /** A double precision number by its fewest digits, such as {@code 1e+300} or {@code -2}. */
  static String float8(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return Double.toString(number);
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    BigDecimal shortest = shortest(number).stripTrailingZeros();
    int exponent = shortest.precision() - shortest.scale() - 1;
    if (exponent >= -4 && exponent < 15) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    StringBuilder text = new StringBuilder(number < 0 ? "-" : "").append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    text.append(exponent < 0 ? "e-" : "e+");
    return twoDigits(text, Math.abs(exponent)).toString();
  }

  private static BigDecimal shortest(double number) {
    BigDecimal exact = new BigDecimal(number);
    for (int digits = 1; digits < 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == number) {
        return rounded;
      }
    }
    return exact.round(new MathContext(17));
  }

  /**
   * The text of an array with a value in it that its type cannot hold, such as {@code
   * {infinity,2026-01-01}}. For people: elements are not quoted.
   */
  static String array(List<Object> elements, ColumnType type) {
    StringBuilder text = new StringBuilder("{");
    for (Object element : elements) {
      if (text.length() > 1) {
        text.append(',');
      }
      text.append(element == null ? "NULL" : text(element, type));
    }
    return text.append('}').toString();
  }

  private static String text(Object value, ColumnType type) {
    if (value instanceof Unrepresentable unrepresentable) {
      return unrepresentable.known();
    }
    return switch (type.kind()) {
      case DATE -> date((Integer) value);
      case TIMESTAMP -> timestampTz((Long) value);
      case TIMESTAMP_NTZ -> timestamp((Long) value);
      default -> value.toString();
    };
  }

  private static String timestamp(long micros, String zone) {
    long second = Math.floorDiv(micros, MICROS);
    int nanos = (int) Math.floorMod(micros, (long) MICROS) * 1000;
    return timestamp(LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC), zone);
  }

  private static String ymd(LocalDate date) {
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    StringBuilder text = new StringBuilder(10);
    String digits = Integer.toString(year);
    text.append("0".repeat(Math.max(0, 4 - digits.length()))).append(digits).append('-');
    twoDigits(text, date.getMonthValue()).append('-');
    return twoDigits(text, date.getDayOfMonth()).toString();
  }

  private static String era(LocalDate date) {
    return date.getYear() > 0 ? "" : " BC";
  }
}
