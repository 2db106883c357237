package io.tidemark.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Alerts that wait for their message: at most one message per rule and interval, with all that wait
 * for it in it. Knows no clock; not for several threads.
 */
final class Backlog {
  private final Function<String, Duration> intervalOf;
  private final int capacity;
  private final Map<String, List<Alert>> waiting = new LinkedHashMap<>();
  private final Map<String, Instant> lastTaken = new HashMap<>();
  private final Set<String> ids = new HashSet<>();

  /**
   * An empty backlog.
   *
   * @param intervalOf interval of a rule by its name
   * @param capacity how many alerts it holds
   * @param lastSent when a message of a rule was last sent
   */
  Backlog(Function<String, Duration> intervalOf, int capacity, Map<String, Instant> lastSent) {
    this.intervalOf = intervalOf;
    this.capacity = capacity;
    lastTaken.putAll(lastSent);
  }

  int room() {
    return capacity - ids.size();
  }

  boolean isEmpty() {
    return ids.isEmpty();
  }

  /** Add an alert that is not there yet. False if there is no room for it. */
  boolean add(Alert alert) {
    if (ids.contains(alert.id())) {
      return true;
    }
    if (room() <= 0) {
      return false;
    }
    ids.add(alert.id());
    waiting.computeIfAbsent(alert.rule(), rule -> new ArrayList<>()).add(alert);
    return true;
  }

  /** When the next message may go; empty if nothing waits. */
  Optional<Instant> nextDue() {
    return waiting.keySet().stream().map(this::due).min(Comparator.naturalOrder());
  }

  /** The alerts of the next message if it may go now, the oldest first; empty if none may. */
  List<Alert> due(Instant now) {
    return waiting.keySet().stream()
        .filter(rule -> !due(rule).isAfter(now))
        .min(Comparator.comparing(this::due))
        .map(rule -> List.copyOf(waiting.get(rule)))
        .orElse(List.of());
  }

  /** Forget alerts that a message was sent for; the rule's next one waits for its interval. */
  void taken(List<Alert> alerts, Instant now) {
    lastTaken.put(alerts.get(0).rule(), now);
    forget(alerts);
  }

  /** Forget alerts that will not be sent. */
  void forget(List<Alert> alerts) {
    String rule = alerts.get(0).rule();
    alerts.forEach(alert -> ids.remove(alert.id()));
    List<Alert> rest =
        waiting.getOrDefault(rule, List.of()).stream()
            .filter(alert -> ids.contains(alert.id()))
            .toList();
    if (rest.isEmpty()) {
      waiting.remove(rule);
    } else {
      waiting.put(rule, new ArrayList<>(rest));
    }
  }

  /** All that wait, by rule. */
  List<List<Alert>> byRule() {
    return waiting.values().stream().map(List::copyOf).toList();
  }

  private Instant due(String rule) {
    Instant last = lastTaken.get(rule);
    return last == null ? Instant.MIN : last.plus(intervalOf.apply(rule));
  }
}
