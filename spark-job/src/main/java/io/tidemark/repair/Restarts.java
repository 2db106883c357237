package io.tidemark.repair;

import java.time.Duration;

/**
 * When to restart what failed: at once, and each further time after twice the pause of the time
 * before, until it has run for a while. Not thread-safe.
 */
final class Restarts {
  private static final long FIRST_PAUSE = Duration.ofSeconds(10).toNanos();
  private static final long LONGEST_PAUSE = Duration.ofMinutes(2).toNanos();

  /** After which it is taken to stay up. */
  private static final long WELL = Duration.ofMinutes(1).toNanos();

  /** At this restart without a time between in which it ran, somebody has to look. */
  private static final int TOO_MANY = 4;

  private int number;
  private long last;
  private long failedLast;

  /** What to do. */
  enum Step {
    LEAVE,
    RESTART,
    RESTART_AND_TELL
  }

  /**
   * What to do now.
   *
   * @param nowNanos of a clock that only goes on
   */
  Step next(boolean failed, long nowNanos) {
    if (!failed) {
      if (nowNanos - failedLast > WELL) {
        number = 0;
      }
      return Step.LEAVE;
    }
    failedLast = nowNanos;
    if (number > 0 && nowNanos - last < pause()) {
      return Step.LEAVE;
    }
    last = nowNanos;
    number++;
    return number == TOO_MANY ? Step.RESTART_AND_TELL : Step.RESTART;
  }

  private long pause() {
    int doublings = Math.min(number - 1, Long.SIZE / 4);
    return Math.min(FIRST_PAUSE << doublings, LONGEST_PAUSE);
  }
}
