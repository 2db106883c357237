package io.tidemark.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** From the pipeline's thread to the sender's. Only a hint: what does not fit is in the outbox. */
final class HandOver {
  static final int CAPACITY = 10_000;

  private final ArrayBlockingQueue<Alert> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final Semaphore news = new Semaphore(0);
  private final AtomicBoolean overflowed = new AtomicBoolean();
  private volatile Instant closedUntil;

  void offer(List<Alert> alerts) {
    for (Alert alert : alerts) {
      if (!queue.offer(alert)) {
        overflowed.set(true);
      }
    }
    news.release();
  }

  /** No more sleep; the sender has until then to end. */
  void close(Duration atMost) {
    closedUntil = Instant.now().plus(atMost);
    news.release();
  }

  boolean isClosed() {
    return closedUntil != null;
  }

  /** When the sender has to have ended; only once closed. */
  Instant deadline() {
    return closedUntil;
  }

  /** All that was handed over since the last call. */
  List<Alert> take() {
    List<Alert> alerts = new ArrayList<>();
    queue.drainTo(alerts);
    return alerts;
  }

  /** Whether something did not fit since the last call. */
  boolean takeOverflow() {
    return overflowed.getAndSet(false);
  }

  /** Wait for news, but no longer than this. */
  void await(Duration atMost) throws InterruptedException {
    if (news.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      news.drainPermits();
    }
  }
}
