package io.tidemark.decode.value;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Unavailable;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;

/**
 * Dates, timestamps and times that are sent as a number or as ISO text. The lake's dates and
 * timestamps run from year 1 to 9999; what lies outside, and infinity, is unrepresentable.
 */
final class Temporals {
  static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
  static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();
  private static final long GREGORIAN = LocalDate.of(1582, 10, 15).toEpochDay() * 86_400_000_000L;
  private static final long DAY_MICROS = 86_400_000_000L;

  static final ValueReader DATE = new ValueReader(ColumnType.DATE, Temporals::epochDay);
  static final ValueReader ISO_DATE = new ValueReader(ColumnType.DATE, Temporals::isoDate);
  static final ValueReader MICROS =
      new ValueReader(ColumnType.TIMESTAMP_NTZ, json -> epochMicros(json, 1));
  static final ValueReader MILLIS =
      new ValueReader(ColumnType.TIMESTAMP_NTZ, json -> epochMicros(json, 1000));
  static final ValueReader ISO_TIMESTAMP =
      new ValueReader(ColumnType.TIMESTAMP_NTZ, json -> isoTimestamp(json, ""));
  static final ValueReader ZONED_TIMESTAMP =
      new ValueReader(ColumnType.TIMESTAMP, json -> isoTimestamp(json, "+00"));
  static final ValueReader TIME_MILLIS =
      new ValueReader(
          ColumnType.STRING, json -> timeOfDay(json.whole(0, DAY_MICROS / 1000) * 1000));
  static final ValueReader TIME_MICROS =
      new ValueReader(ColumnType.STRING, json -> timeOfDay(json.whole(0, DAY_MICROS)));
  static final ValueReader TIME_NANOS =
      new ValueReader(
          ColumnType.STRING, json -> timeOfDay(json.whole(0, DAY_MICROS * 1000) / 1000));
  static final ValueReader MICROS_IN_ARRAY =
      new ValueReader(ColumnType.TIMESTAMP_NTZ, json -> inArray(epochMicros(json, 1)));
  static final ValueReader MILLIS_IN_ARRAY =
      new ValueReader(ColumnType.TIMESTAMP_NTZ, json -> inArray(epochMicros(json, 1000)));
  static final ValueReader TIME_IN_ARRAY =
      new ValueReader(ColumnType.STRING, json -> timeInArray(json.whole(0, DAY_MICROS)));
  static final ValueReader ISO_TIME = new ValueReader(ColumnType.STRING, json -> isoTime(json, ""));

  /** In UTC: the offset that the value has in PostgreSQL is lost, and with it NULL is in doubt. */
  static final ValueReader ZONED_TIME =
      new ValueReader(ColumnType.STRING, Temporals::zonedTime).nullInDoubt();

  // PostgreSQL's range of dates is 4713 BC to 5874897 AD; the connector's infinities lie outside.
  // While streaming it sends java.sql.Date's infinity as a local date, in a snapshot another one.
  private static final long STREAMED_INFINITY = 2_146_033_979L;
  private static final long STREAMED_MINUS_INFINITY = -2_147_472_691L;
  private static final long SNAPSHOT_INFINITY = -622_191_234L;
  private static final long SNAPSHOT_MINUS_INFINITY = -625_821_272L;

  // Of timestamps: the driver's own constants and what becomes of them in each precision.
  private static final long DRIVER_INFINITY = 9_223_372_036_825_200_000L;
  private static final long DRIVER_MINUS_INFINITY = -9_223_372_036_832_400_000L;

  private Temporals() {}

  /** A day, if the lake can hold it. */
  static Object day(long epochDay) {
    if (epochDay >= FIRST_DAY && epochDay <= LAST_DAY) {
      return (int) epochDay;
    }
    return Unrepresentable.of(PostgresText.date(epochDay));
  }

  /** A timestamp in microseconds, if the lake can hold it. */
  static Object micros(LocalDateTime at, String zone) throws BadMessageException {
    int nanos = at.get(ChronoField.NANO_OF_SECOND);
    if (nanos % 1000 != 0) {
      throw new BadMessageException("a timestamp of finer than microseconds: " + at);
    }
    if (at.getYear() < 1 || at.getYear() > 9999) {
      return Unrepresentable.of(PostgresText.timestamp(at, zone));
    }
    return at.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + nanos / 1000;
  }

  private static Object epochDay(JsonCursor json) throws IOException {
    long day = json.whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (day == STREAMED_INFINITY || day == SNAPSHOT_INFINITY) {
      return Unrepresentable.of("infinity");
    }
    if (day == STREAMED_MINUS_INFINITY || day == SNAPSHOT_MINUS_INFINITY) {
      return Unrepresentable.of("-infinity");
    }
    return day(day);
  }

  private static Object isoDate(JsonCursor json) throws IOException {
    String text = json.text();
    if (json.placeholder().isText(text)) {
      return Unavailable.VALUE;
    }
    try {
      String date = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
      return day(LocalDate.parse(date).toEpochDay());
    } catch (DateTimeException e) {
      throw new BadMessageException("expected a date but found " + quote(text));
    }
  }

  private static Object epochMicros(JsonCursor json, int unit) throws IOException {
    long sent = json.whole(Long.MIN_VALUE, Long.MAX_VALUE);
    if (sent == Long.MAX_VALUE || sent == DRIVER_INFINITY) {
      return Unrepresentable.of("infinity");
    }
    if (sent == Long.MIN_VALUE || sent == DRIVER_MINUS_INFINITY) {
      return Unrepresentable.of("-infinity");
    }
    long first = FIRST_DAY * (DAY_MICROS / unit);
    long afterLast = (LAST_DAY + 1) * (DAY_MICROS / unit);
    if (sent >= first && sent < afterLast) {
      return sent * unit;
    }
    if (unit == 1 && sent < Long.MIN_VALUE / 2) {
      // Microseconds beyond 63 bits are cut to them by the connector, and come out negative.
      return Unrepresentable.lost("after 294247-01-10 04:00:54");
    }
    return Unrepresentable.of(timestamp(sent, unit));
  }

  private static String timestamp(long sent, int unit) {
    long second = Math.floorDiv(sent, 1_000_000L / unit);
    int nanos = (int) Math.floorMod(sent, 1_000_000L / unit) * unit * 1000;
    return PostgresText.timestamp(LocalDateTime.ofEpochSecond(second, nanos, ZoneOffset.UTC), "");
  }

  private static Object isoTimestamp(JsonCursor json, String zone) throws IOException {
    String text = json.text();
    if (text.equals("infinity") || text.equals("-infinity")) {
      return Unrepresentable.of(text);
    }
    if (json.placeholder().isText(text)) {
      return Unavailable.VALUE;
    }
    LocalDateTime fast = IsoText.utc(text);
    if (fast != null) {
      return micros(fast, zone);
    }
    try {
      OffsetDateTime at = OffsetDateTime.parse(text);
      return micros(at.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime(), zone);
    } catch (DateTimeException e) {
      throw new BadMessageException("expected a timestamp but found " + quote(text));
    }
  }

  /** In arrays the connector reads timestamps before the Gregorian calendar by the Julian one. */
  private static Object inArray(Object micros) {
    if (micros instanceof Unrepresentable outside && outside.text().endsWith(" BC")) {
      return Unrepresentable.lost(outside.text());
    }
    return micros instanceof Long sent && sent < GREGORIAN
        ? Unrepresentable.lost(PostgresText.timestamp(sent))
        : micros;
  }

  /** In arrays the connector cuts times to milliseconds, and 24:00 to 00:00. */
  private static Object timeInArray(long micros) {
    return Unrepresentable.lost(timeOfDay(micros));
  }

  private static String timeOfDay(long micros) {
    return PostgresText.time(micros);
  }

  private static Object zonedTime(JsonCursor json) throws IOException {
    Object utc = isoTime(json, "+00");
    return utc instanceof String text ? Unrepresentable.doubtful(text, text + " in UTC") : utc;
  }

  private static Object isoTime(JsonCursor json, String zone) throws IOException {
    String text = json.text();
    if (json.placeholder().isText(text)) {
      return Unavailable.VALUE;
    }
    String time = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
    if (time.equals("24:00:00")) {
      return time + zone;
    }
    try {
      LocalTime parsed = LocalTime.parse(time);
      if (parsed.toNanoOfDay() % 1000 == 0) {
        return PostgresText.time(parsed.toNanoOfDay() / 1000) + zone;
      }
    } catch (DateTimeException e) {
      // said below, as for a time of finer than microseconds
    }
    throw new BadMessageException("expected a time of day but found " + quote(text));
  }
}
