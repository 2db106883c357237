package io.tidemark.notebooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeAxisTest {

  private static final Instant NOON = Instant.parse("2026-03-02T12:00:07Z");

  @ParameterizedTest
  @CsvSource({
    "PT0S, PT1S, PT1S, 1",
    "PT59S, PT1S, PT1S, 60",
    "PT60S, PT1S, PT5S, 13",
    "PT60S, PT1H, PT1H, 1",
    "PT47H, PT1H, PT1H, 48",
    "PT72H, PT1H, PT6H, 13",
    "P30D, PT1H, P1D, 31",
    "P300D, PT1H, P7D, 44",
  })
  void theWidthIsTheSmallestThatFits(Duration span, Duration smallest, Duration width, int steps) {
    TimeAxis axis = TimeAxis.over(NOON, NOON.plus(span), smallest);

    assertThat(axis.width()).isEqualTo(width);
    assertThat(axis.steps()).isEqualTo(steps);
  }

  @Test
  void tenYearsStillFit() {
    TimeAxis axis = TimeAxis.over(NOON, NOON.plus(Duration.ofDays(3650)), Duration.ofHours(1));

    assertThat(axis.steps()).isBetween(50, Charts.BARS);
    assertThat(axis.labels()).hasSize(axis.steps());
  }

  @Test
  void amountsOfOneStepAreAddedAndTimesWithoutAmountsAreGaps() {
    TimeAxis axis = TimeAxis.over(NOON, NOON.plusSeconds(70), Duration.ofSeconds(1));

    assertThat(axis.labels()).startsWith("12:00:05", "12:00:10").endsWith("12:01:15");
    assertThat(axis.sums(Map.of(at(0), 1.0, at(2), 2.0, at(13), 4.0, at(70), 8.0)))
        .startsWith(3.0, 0.0, 0.0, 4.0, 0.0)
        .endsWith(0.0, 8.0)
        .hasSize(15);
  }

  private static Timestamp at(int seconds) {
    return Timestamp.from(NOON.plusSeconds(seconds));
  }
}
