package io.tidemark.bench.profile;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/**
 * CPU seconds from the events in which the JVM notes, once a second and when a thread ends, which
 * share of all cores a thread has used since the note before. Events come in the order of time.
 */
final class LoadReader {
  private static final double NANOS = 1e9;
  private static final long PERIOD_S = 1;

  /** When a thread was started or noted, by its id. */
  private final Map<Long, Instant> noted = new HashMap<>();

  /** A thread was started. */
  void started(RecordedEvent event) {
    noted.put(event.getThread("thread").getId(), event.getStartTime());
  }

  /** What a thread has used since it was noted: seconds of all cores. */
  double used(RecordedEvent event, RecordedThread thread) {
    Instant now = event.getStartTime();
    Instant since = noted.put(thread.getId(), now);
    Instant earliest = now.minusSeconds(PERIOD_S);
    Instant begin = since == null || since.isBefore(earliest) ? earliest : since;
    double share = event.getFloat("user") + event.getFloat("system");
    return share * Duration.between(begin, now).toNanos() / NANOS;
  }
}
