package io.tidemark.bench.profile;

import java.time.Duration;
import java.time.Instant;

/** A stretch of time, from its begin up to and without its end. */
public record Span(Instant begin, Instant end) {
  boolean contains(Instant moment) {
    return !moment.isBefore(begin) && moment.isBefore(end);
  }

  Duration length() {
    return Duration.between(begin, end);
  }
}
