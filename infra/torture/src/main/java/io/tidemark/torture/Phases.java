package io.tidemark.torture;

import java.util.LinkedHashMap;
import java.util.Map;

/** How long the parts of a run took. */
final class Phases {
  private static final double NANOS = 1e9;

  private final Map<String, Long> nanos = new LinkedHashMap<>();
  private String current;
  private long since;

  /** From now on it is another part. */
  void begin(String phase) {
    end();
    current = phase;
    since = System.nanoTime();
  }

  /** The last part is over. */
  void end() {
    if (current != null) {
      nanos.merge(current, System.nanoTime() - since, Long::sum);
      current = null;
    }
  }

  /** Seconds of each part that is over, to the tenth. */
  Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    nanos.forEach((phase, time) -> seconds.put(phase, Math.round(time / NANOS * 10) / 10.0));
    return seconds;
  }

  double total() {
    return Math.round(nanos.values().stream().mapToLong(Long::longValue).sum() / NANOS * 10) / 10.0;
  }
}
