package io.tidemark.alert;

import io.tidemark.alert.Delivery.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An outbox that survives its senders, and fails when it is told to. */
final class MemoryOutbox implements AlertOutbox {
  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private final Map<String, Delivery> last = new HashMap<>();
  private final Map<String, Instant> lastSent = new HashMap<>();
  private int failuresToCome;

  synchronized void failTimes(int times) {
    failuresToCome = times;
  }

  synchronized Map<String, Delivery> deliveries() {
    return Map.copyOf(last);
  }

  /** Ids by the state they are in. */
  synchronized List<String> in(State state) {
    return alerts.keySet().stream()
        .filter(id -> last.containsKey(id) && last.get(id).state() == state)
        .toList();
  }

  synchronized List<String> undelivered() {
    return alerts.keySet().stream().filter(id -> !last.containsKey(id)).toList();
  }

  @Override
  public synchronized List<Alert> append(List<Alert> added) {
    List<Alert> stored = new ArrayList<>();
    for (Alert alert : added) {
      if (alerts.putIfAbsent(alert.id(), alert) == null) {
        stored.add(alert);
      }
    }
    return stored;
  }

  @Override
  public synchronized List<Alert> pending(Instant refusedBefore, int limit) {
    failIfTold();
    return alerts.values().stream()
        .filter(alert -> isPending(last.get(alert.id()), refusedBefore))
        .limit(limit)
        .toList();
  }

  private static boolean isPending(Delivery delivery, Instant refusedBefore) {
    return delivery == null
        || (delivery.state() == State.REFUSED && delivery.at().isBefore(refusedBefore));
  }

  @Override
  public synchronized void record(List<Delivery> deliveries) {
    failIfTold();
    for (Delivery delivery : deliveries) {
      last.put(delivery.alertId(), delivery);
      if (delivery.state() == State.SENT) {
        lastSent.put(delivery.rule(), delivery.at());
      }
    }
  }

  @Override
  public synchronized Map<String, Instant> lastSent() {
    return Map.copyOf(lastSent);
  }

  private void failIfTold() {
    if (failuresToCome > 0) {
      failuresToCome--;
      throw new IllegalStateException("the disk is full");
    }
  }
}
