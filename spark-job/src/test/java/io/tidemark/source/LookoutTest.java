package io.tidemark.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookoutTest {
  private static final Duration OFTEN = Duration.ofMillis(1);

  @Test
  void theNextLookComesWhateverBecameOfTheLastOne() {
    AtomicInteger looks = new AtomicInteger();
    try (Lookout lookout =
        Lookout.start(
            "failing",
            OFTEN,
            () -> {
              switch (looks.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("the first look fails");
                case 2 ->
                    throw new AssertionError("so does the second, as FSError is one of Error");
                default -> {}
              }
            })) {
      assertThat(lookout).isNotNull();
      await().until(() -> looks.get() > 3);
    }
  }

  @Test
  void nobodyLooksAnyMoreOnceItIsClosed() throws InterruptedException {
    AtomicInteger over = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    Lookout lookout =
        Lookout.start(
            "slow",
            OFTEN,
            () -> {
              begun.countDown();
              while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
              }
              over.incrementAndGet();
            });
    begun.await();
    lookout.close();
    assertThat(over).hasValue(1);
  }
}
