package io.tidemark.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** How long to leave something alone that failed: twice as long each time, up to a limit. */
final class Backoff {
  private final Duration first;
  private final Duration longest;
  private int failures;
  private Instant until = Instant.MIN;

  Backoff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest;
  }

  /** Note a failure. True for the first one in a row. */
  boolean failed(Instant now) {
    long millis = Math.min(longest.toMillis(), first.toMillis() << Math.min(failures, 20));
    // Between half and one and a half times, so that many jobs do not come back together.
    until = now.plusMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis + 1));
    return failures++ == 0;
  }

  /** Note a success. True if it ends a row of failures. */
  boolean succeeded() {
    boolean ends = failures > 0;
    failures = 0;
    until = Instant.MIN;
    return ends;
  }

  /** When to try again; long past where nothing failed. */
  Instant until() {
    return until;
  }
}
