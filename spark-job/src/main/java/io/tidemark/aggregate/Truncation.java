package io.tidemark.aggregate;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/** {@code date_trunc} over microseconds since the epoch, in UTC; weeks begin on Monday. */
final class Truncation {
  private Truncation() {}

  static long of(String unit, long micros) {
    LocalDateTime time =
        LocalDateTime.ofInstant(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), ZoneOffset.UTC);
    LocalDate day = time.toLocalDate();
    LocalDateTime truncated =
        switch (unit) {
          case "second" -> time.truncatedTo(ChronoUnit.SECONDS);
          case "minute" -> time.truncatedTo(ChronoUnit.MINUTES);
          case "hour" -> time.truncatedTo(ChronoUnit.HOURS);
          case "day" -> day.atStartOfDay();
          case "week" ->
              day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).atStartOfDay();
          case "month" -> day.withDayOfMonth(1).atStartOfDay();
          case "quarter" ->
              day.withMonth((day.getMonthValue() - 1) / 3 * 3 + 1).withDayOfMonth(1).atStartOfDay();
          case "year" -> day.withDayOfYear(1).atStartOfDay();
          default -> throw new IllegalStateException("no unit '" + unit + "'");
        };
    return Math.multiplyExact(truncated.toEpochSecond(ZoneOffset.UTC), 1_000_000L);
  }
}
