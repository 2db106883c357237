package io.tidemark.decode.value;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.ColumnType;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Dates, timestamps, times and intervals that are sent as a struct of their parts ({@code
 * time.precision.mode=structured}): the one form in which the connector carries all of them
 * exactly, with infinity, with 24:00 and with a time's own offset.
 */
final class StructuredTemporals {
  static final ValueReader DATE = new ValueReader(ColumnType.DATE, json -> date(Parts.read(json)));
  static final ValueReader TIMESTAMP =
      new ValueReader(ColumnType.TIMESTAMP_NTZ, json -> timestamp(Parts.read(json), ""));
  static final ValueReader ZONED_TIMESTAMP =
      new ValueReader(ColumnType.TIMESTAMP, json -> timestamp(Parts.read(json), "+00"));

  /** The connector sends 24:00 as NULL. */
  static final ValueReader TIME =
      new ValueReader(ColumnType.STRING, json -> Parts.read(json).timeOfDay()).nullInDoubt();

  static final ValueReader ZONED_TIME =
      new ValueReader(ColumnType.STRING, json -> zonedTime(Parts.read(json)));
  static final ValueReader DURATION =
      new ValueReader(ColumnType.STRING, json -> duration(Parts.read(json)));

  private StructuredTemporals() {}

  private static Object date(Parts parts) throws BadMessageException {
    Object special = parts.special();
    return special != null ? special : Temporals.day(parts.date().toEpochDay());
  }

  private static Object timestamp(Parts parts, String zone) throws BadMessageException {
    Object special = parts.special();
    return special != null ? special : Temporals.micros(parts.timestamp(), zone);
  }

  private static Object zonedTime(Parts parts) throws BadMessageException {
    return parts.timeOfDay() + PostgresText.offset((int) parts.get(Part.OFFSET_SECONDS));
  }

  private static Object duration(Parts parts) throws BadMessageException {
    try {
      long minutes =
          Math.addExact(Math.multiplyExact(parts.get(Part.HOURS), 60L), parts.get(Part.MINUTES));
      long seconds = Math.addExact(Math.multiplyExact(minutes, 60L), parts.get(Part.SECONDS));
      long micros = Math.addExact(Math.multiplyExact(seconds, 1_000_000L), parts.micros());
      return Intervals.zeroInDoubt(
          Intervals.text(
              parts.get(Part.YEARS), parts.get(Part.MONTHS), parts.get(Part.DAYS), micros));
    } catch (ArithmeticException e) {
      throw new BadMessageException("an interval beyond PostgreSQL's");
    }
  }

  private enum Part {
    YEAR("year"),
    MONTH("month"),
    DAY("day"),
    HOUR("hour"),
    MINUTE("minute"),
    SECOND("second"),
    NANOS("nanos"),
    OFFSET_SECONDS("offsetSeconds"),
    YEARS("years"),
    MONTHS("months"),
    DAYS("days"),
    HOURS("hours"),
    MINUTES("minutes"),
    SECONDS("seconds"),
    PRECISION("precision"),
    ZONE_ID("zoneId"),
    SPECIAL_VALUE("specialValue");

    private static final Map<String, Part> BY_NAME =
        Arrays.stream(values()).collect(Collectors.toMap(part -> part.name, part -> part));

    private final String name;

    Part(String name) {
      this.name = name;
    }

    static Part named(String name) throws BadMessageException {
      Part part = BY_NAME.get(name);
      if (part == null) {
        throw new BadMessageException("a temporal value has an unknown part: " + quote(name));
      }
      return part;
    }
  }

  /** The parts that one value has. */
  private static final class Parts {
    private final Map<Part, Object> values = new EnumMap<>(Part.class);

    static Parts read(JsonCursor json) throws IOException {
      json.expectObject();
      Parts parts = new Parts();
      for (String name = json.nextField(); name != null; name = json.nextField()) {
        Part part = Part.named(name);
        json.next();
        if (parts.values.containsKey(part)) {
          throw new BadMessageException("the part " + quote(name) + " comes twice");
        }
        parts.values.put(part, json.isNull() ? null : value(part, json));
      }
      return parts;
    }

    private static Object value(Part part, JsonCursor json) throws IOException {
      if (part == Part.ZONE_ID || part == Part.SPECIAL_VALUE) {
        return json.text();
      }
      return json.whole(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    long get(Part part) throws BadMessageException {
      if (!(values.get(part) instanceof Long value)) {
        throw new BadMessageException("a temporal value lacks its part " + quote(part.name));
      }
      return value;
    }

    Object special() throws BadMessageException {
      Object special = values.get(Part.SPECIAL_VALUE);
      if (special == null) {
        return null;
      }
      return switch ((String) special) {
        case "POSITIVE_INFINITY" -> Unrepresentable.of("infinity");
        case "NEGATIVE_INFINITY" -> Unrepresentable.of("-infinity");
        default ->
            throw new BadMessageException("an unknown special value: " + quote((String) special));
      };
    }

    LocalDate date() throws BadMessageException {
      try {
        return LocalDate.of(small(Part.YEAR), small(Part.MONTH), small(Part.DAY));
      } catch (DateTimeException e) {
        throw new BadMessageException("no such date: " + e.getMessage());
      }
    }

    LocalDateTime timestamp() throws BadMessageException {
      if (values.get(Part.OFFSET_SECONDS) instanceof Long offset && offset != 0) {
        throw new BadMessageException("a timestamp with time zone is not in UTC");
      }
      try {
        return date()
            .atTime(small(Part.HOUR), small(Part.MINUTE), small(Part.SECOND), small(Part.NANOS));
      } catch (DateTimeException e) {
        throw new BadMessageException("no such time: " + e.getMessage());
      }
    }

    /** Microseconds of the nanoseconds part. */
    long micros() throws BadMessageException {
      long nanos = get(Part.NANOS);
      if (nanos % 1000 != 0) {
        throw new BadMessageException("a time of finer than microseconds");
      }
      return nanos / 1000;
    }

    String timeOfDay() throws BadMessageException {
      long hour = get(Part.HOUR);
      long minute = get(Part.MINUTE);
      long second = get(Part.SECOND);
      long micros = ((hour * 60 + minute) * 60 + second) * 1_000_000 + micros();
      boolean good = hour >= 0 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
      if (!good || micros < 0 || micros > 86_400_000_000L) {
        throw new BadMessageException("no such time of day: " + hour + ':' + minute + ':' + second);
      }
      return PostgresText.time(micros);
    }

    private int small(Part part) throws BadMessageException {
      long value = get(part);
      if (value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
        throw new BadMessageException("the part " + quote(part.name) + " is out of range");
      }
      return (int) value;
    }
  }
}
