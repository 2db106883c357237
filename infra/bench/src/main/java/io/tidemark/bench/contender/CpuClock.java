package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Measurement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * The CPU time of this process at moments that are over, for whoever learns only afterwards when
 * something began. Precise to ten milliseconds, which is what the JVM counts in.
 */
final class CpuClock {
  private static final long EVERY_MS = 5;

  /** CPU time in nanoseconds by the moment, microseconds since the epoch. */
  private final NavigableMap<Long, Long> readings = new ConcurrentSkipListMap<>();

  private CpuClock() {}

  /** One that notes the time from now on, until the process ends. */
  static CpuClock start() {
    CpuClock clock = new CpuClock();
    clock.note();
    Thread thread = new Thread(clock::run, "cpu-clock");
    thread.setDaemon(true);
    thread.start();
    return clock;
  }

  /** CPU time between two moments, the second of which is over; what was before is forgotten. */
  long nanosBetween(long fromMicros, long toMicros) {
    note();
    long nanos = at(toMicros) - at(fromMicros);
    readings.headMap(toMicros).clear();
    return nanos;
  }

  private long at(long micros) {
    var reading = readings.floorEntry(micros);
    return (reading == null ? readings.firstEntry() : reading).getValue();
  }

  private void note() {
    readings.put(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), Measurement.cpu());
  }

  private void run() {
    try {
      while (true) {
        TimeUnit.MILLISECONDS.sleep(EVERY_MS);
        note();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
