package io.tidemark.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Random;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TruncationTest {
  @ParameterizedTest
  @CsvSource({
    "second,  2026-08-19T13:45:59.999999Z, 2026-08-19T13:45:59Z",
    "minute,  2026-08-19T13:45:59.999999Z, 2026-08-19T13:45:00Z",
    "hour,    2026-08-19T13:45:59.999999Z, 2026-08-19T13:00:00Z",
    "day,     2026-08-19T13:45:59.999999Z, 2026-08-19T00:00:00Z",
    "week,    2026-08-19T13:45:59.999999Z, 2026-08-17T00:00:00Z",
    "month,   2026-08-19T13:45:59.999999Z, 2026-08-01T00:00:00Z",
    "quarter, 2026-08-31T13:45:59.999999Z, 2026-07-01T00:00:00Z",
    "year,    2026-08-19T13:45:59.999999Z, 2026-01-01T00:00:00Z",
    "second,  1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59Z",
    "day,     1969-12-31T23:59:59.999999Z, 1969-12-31T00:00:00Z",
    "week,    1970-01-01T00:00:00Z,        1969-12-29T00:00:00Z",
    "week,    2026-08-17T00:00:00Z,        2026-08-17T00:00:00Z",
    "quarter, 2024-02-29T12:00:00Z,        2024-01-01T00:00:00Z",
    "year,    0001-06-01T00:00:00Z,        0001-01-01T00:00:00Z",
  })
  void aTimeIsCutToTheBeginningOfItsUnit(String unit, Instant time, Instant begin) {
    assertThat(Truncation.of(unit, micros(time))).isEqualTo(micros(begin));
  }

  @ParameterizedTest
  @ValueSource(strings = {"second", "minute", "hour", "day", "week", "month", "quarter", "year"})
  void sparkCutsTheSameWay(String unit) {
    Random random = new Random(7);
    int level =
        DateTimeUtils.parseTruncLevel(org.apache.spark.unsafe.types.UTF8String.fromString(unit));
    for (int i = 0; i < 2_000; i++) {
      long micros = random.nextLong() % 60_000_000_000_000_000L;
      assertThat(Truncation.of(unit, micros))
          .as("%s of %d", unit, micros)
          .isEqualTo(DateTimeUtils.truncTimestamp(micros, level, java.time.ZoneOffset.UTC));
    }
  }

  @Test
  void anUnknownUnitIsABug() {
    assertThatThrownBy(() -> Truncation.of("fortnight", 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no unit 'fortnight'");
  }

  private static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
  }
}
