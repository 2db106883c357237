package io.tidemark.torture.workload;

import java.util.Map;
import java.util.TreeMap;

/** Counts how transactions ended. Thread-safe. */
public final class Tally {
  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, String> examples = new TreeMap<>();

  synchronized void count(String end) {
    counts.merge(end, 1L, Long::sum);
  }

  synchronized void failed(String state, String message) {
    count("failed with " + state);
    examples.putIfAbsent(state, message);
  }

  /** How often each end was met: "committed", "rolled back", "failed with" an SQLSTATE. */
  public synchronized Map<String, Long> counts() {
    return new TreeMap<>(counts);
  }

  /** One message for each SQLSTATE. */
  public synchronized Map<String, String> examples() {
    return new TreeMap<>(examples);
  }

  public synchronized long committed() {
    return counts.getOrDefault("committed", 0L);
  }

  public synchronized long all() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
