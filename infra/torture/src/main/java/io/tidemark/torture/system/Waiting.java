package io.tidemark.torture.system;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waiting for something, and for time to pass. */
public final class Waiting {
  private static final long POLL_MS = 100;

  private Waiting() {}

  /** Whether it came true in that time. */
  public static boolean until(Duration patience, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      sleep(POLL_MS);
    }
    return true;
  }

  /** Let time pass. */
  public static void sleep(long ms) {
    try {
      TimeUnit.MILLISECONDS.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CouldNotTell("the run was interrupted", e);
    }
  }
}
