package io.tidemark.torture.workload;

import java.util.concurrent.TimeUnit;

/**
 * The time of a plan. It goes as fast as real time, but stands still before a fault that is due
 * until that fault begins: a fault that takes longer than planned holds up what is planned behind
 * the next one, so that each fault meets the traffic that it was planned to meet.
 */
public final class PlanClock {
  private final long begin = System.nanoTime();
  private long lostNanos;
  private long limitMs = Long.MAX_VALUE;

  /** Milliseconds since the plan began. */
  public synchronized long nowMs() {
    long now = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin - lostNanos);
    return Math.min(now, limitMs);
  }

  /**
   * Do not go beyond this time until the next call.
   *
   * @param ms {@link Long#MAX_VALUE} for no limit
   */
  public synchronized void limit(long ms) {
    if (limitMs != Long.MAX_VALUE) {
      long reached = begin + lostNanos + TimeUnit.MILLISECONDS.toNanos(limitMs);
      lostNanos += Math.max(0, System.nanoTime() - reached);
    }
    limitMs = ms;
    notifyAll();
  }

  /** Wait for a time of the plan. */
  public synchronized void await(long ms) throws InterruptedException {
    while (nowMs() < ms) {
      long wait = Math.min(ms, limitMs) - nowMs();
      wait(Math.max(10, wait));
    }
  }
}
