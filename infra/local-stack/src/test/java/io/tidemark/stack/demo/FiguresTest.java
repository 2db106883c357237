package io.tidemark.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FiguresTest {
  private static final String BATCH =
      """
      {"batch_id":%d,"changes":%d,"quarantined":%d,"tables":{"public.t":\
      {"changes":%d,"version":%d,"lag_ms":{"p50":%d,"p99":%d}}}}\
      """;

  @Test
  void countsAddUpAndTheLagIsTheLastOne() {
    Figures figures = new Figures();
    figures.add(BATCH.formatted(1, 10, 0, 9, 1, 900, 1500));
    figures.add(BATCH.formatted(2, 5, 2, 3, 2, 400, 700));
    Figures.Snapshot now = figures.snapshot();
    assertThat(now.batches()).isEqualTo(2);
    assertThat(now.changes()).isEqualTo(15);
    assertThat(now.quarantined()).isEqualTo(2);
    assertThat(now.tables()).containsEntry("public.t", new Figures.Table(12, 2, 400, 700));
  }

  @Test
  void whatIsNoReportIsPassedOver() {
    Figures figures = new Figures();
    figures.add("WARN: something");
    figures.add("");
    figures.add("{\"other\":1}");
    figures.add("[1]");
    assertThat(figures.snapshot().batches()).isZero();
  }

  @Test
  void oneLineSaysItAll() {
    Figures figures = new Figures();
    figures.add(BATCH.formatted(1, 23412, 1, 23412, 1, 900, 1640));
    assertThat(LiveView.line(figures.snapshot(), Duration.ofSeconds(95), 201.4))
        .isEqualTo(
            "01:35  changes 23,412 (201/s)  quarantined 1  slowest table's lag p50 0.9 s p99 1.6"
                + " s");
  }

  @Test
  void beforeTheFirstMicroBatchItSaysSo() {
    assertThat(LiveView.line(new Figures().snapshot(), Duration.ZERO, 0))
        .isEqualTo("00:00  the Spark job has not finished its first micro-batch yet");
  }
}
