package io.tidemark.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CpuClockTest {
  @Test
  void aBusyStretchHasItsTimeAndOneThatIsEmptyNone() {
    CpuClock clock = CpuClock.start();
    long began = System.currentTimeMillis() * 1000;
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(300);
    double sum = 0;
    while (System.nanoTime() < end) {
      sum += Math.sqrt((double) System.nanoTime());
    }
    long ended = System.currentTimeMillis() * 1000;
    assertThat(sum).isPositive();
    assertThat(clock.nanosBetween(began, ended)).isGreaterThan(20_000_000L);
    assertThat(clock.nanosBetween(ended, ended)).isZero();
  }
}
