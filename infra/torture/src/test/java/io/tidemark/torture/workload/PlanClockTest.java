package io.tidemark.torture.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PlanClockTest {
  @Test
  void itStandsStillAtItsLimitAndGoesOnFromThere() throws InterruptedException {
    PlanClock clock = new PlanClock();
    clock.limit(50);
    clock.await(50);
    await().pollDelay(Duration.ofMillis(400)).until(() -> clock.nowMs() == 50);
    clock.limit(Long.MAX_VALUE);
    assertThat(clock.nowMs()).isBetween(50L, 350L);
    clock.await(120);
    assertThat(clock.nowMs()).isGreaterThanOrEqualTo(120);
  }

  @Test
  void aLimitThatIsNotReachedCostsNoTime() throws InterruptedException {
    PlanClock clock = new PlanClock();
    clock.limit(60_000);
    clock.await(30);
    clock.limit(70_000);
    assertThat(clock.nowMs()).isBetween(30L, 20_000L);
  }
}
