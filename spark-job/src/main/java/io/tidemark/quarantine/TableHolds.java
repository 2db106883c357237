package io.tidemark.quarantine;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rows of one table are held, and from which change on. A change waits if it lies behind one
 * that holds its row: later in the same Kafka partition, else not before it by LSN. Mutable; not
 * thread-safe.
 */
final class TableHolds {
  private final Map<String, List<Place>> rows = new HashMap<>();
  private final List<Place> table = new ArrayList<>();

  /**
   * Where a hold begins.
   *
   * @param lsn null if it is not known
   */
  private record Place(KafkaPosition at, Long lsn) {
    boolean isBefore(KafkaPosition otherAt, Long otherLsn) {
      if (at.partition() == otherAt.partition() && at.topic().equals(otherAt.topic())) {
        // A topic that was made again begins at 0.
        return at.offset() < otherAt.offset() || at.timestampMs() < otherAt.timestampMs();
      }
      return lsn == null || otherLsn == null || Long.compareUnsigned(lsn, otherLsn) <= 0;
    }

    boolean isBelow(long otherLsn) {
      return lsn != null && Long.compareUnsigned(lsn, otherLsn) < 0;
    }
  }

  /** The holds of events in the quarantine; the resolved ones hold nothing. */
  static TableHolds of(Collection<Quarantined> events) {
    TableHolds holds = new TableHolds();
    for (Quarantined event : events) {
      if (event.isOpen()) {
        holds.add(event);
      }
    }
    return holds;
  }

  void add(Quarantined event) {
    Place place = new Place(event.at(), event.hold().lsn());
    switch (event.hold().scope()) {
      case TABLE -> add(table, place);
      case ROW ->
          event
              .hold()
              .keys()
              .forEach(key -> add(rows.computeIfAbsent(key, k -> new ArrayList<>(1)), place));
      case NOTHING -> {}
    }
  }

  /** What lies behind a place that is known adds nothing. */
  private static void add(List<Place> places, Place place) {
    if (places.stream().noneMatch(known -> known.isBefore(place.at(), place.lsn()))) {
      places.add(place);
    }
  }

  boolean isEmpty() {
    return rows.isEmpty() && table.isEmpty();
  }

  /** Whether the whole table is held before a change. */
  boolean holdsTable(ChangeEvent change) {
    return isBefore(table, change);
  }

  /** Whether a row is held before a change; the row may be null. */
  boolean holdsRow(String key, ChangeEvent change) {
    return key != null && isBefore(rows.getOrDefault(key, List.of()), change);
  }

  private static boolean isBefore(List<Place> places, ChangeEvent change) {
    return places.stream().anyMatch(place -> place.isBefore(change.at(), change.position().lsn()));
  }

  /** Nothing holds this row any more. */
  void release(String key) {
    rows.remove(key);
  }

  /** Nothing from before an LSN holds anything any more. */
  void releaseBelow(long lsn) {
    table.removeIf(place -> place.isBelow(lsn));
    rows.values().forEach(places -> places.removeIf(place -> place.isBelow(lsn)));
    rows.values().removeIf(List::isEmpty);
  }
}
