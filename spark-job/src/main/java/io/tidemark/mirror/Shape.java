package io.tidemark.mirror;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a mirror remembers of its source's columns.
 *
 * @param lsn of the last event that showed a change of them, 0 for none
 * @param absent columns that the source has no more
 * @param unfilled columns that came when there were rows, for which no event said their value
 * @param returned columns that came back after they were absent: older rows hold what they were
 * @param doubted columns with values that updates may have left unsent
 * @param untold changes that {@code system.schema_changes} may lack
 */
record Shape(
    long lsn,
    List<String> absent,
    List<String> unfilled,
    List<String> returned,
    Set<String> doubted,
    List<SchemaChange> untold) {
  static final Shape NEW = new Shape(0, List.of(), List.of(), List.of(), Set.of(), List.of());

  Shape {
    absent = List.copyOf(absent);
    unfilled = List.copyOf(unfilled);
    returned = List.copyOf(returned);
    doubted = doubted == null ? Set.of() : Set.copyOf(doubted);
    untold = List.copyOf(untold);
  }

  Shape filled() {
    return new Shape(lsn, absent, List.of(), List.of(), Set.of(), untold);
  }

  Shape told() {
    return new Shape(lsn, absent, unfilled, returned, doubted, List.of());
  }

  Shape doubting(Set<String> columns) {
    Set<String> all = new HashSet<>(doubted);
    all.addAll(columns);
    return new Shape(lsn, absent, unfilled, returned, all, untold);
  }

  /**
   * After changes.
   *
   * @param rows whether the mirror had rows
   */
  Shape after(List<SchemaChange> changes, boolean rows) {
    long nowLsn = lsn;
    List<String> nowAbsent = new ArrayList<>(absent);
    List<String> nowUnfilled = new ArrayList<>(unfilled);
    List<String> nowReturned = new ArrayList<>(returned);
    for (SchemaChange change : changes) {
      nowLsn = Long.compareUnsigned(change.lsn(), nowLsn) > 0 ? change.lsn() : nowLsn;
      switch (change.kind()) {
        case ADDED -> {
          if (rows) {
            nowUnfilled.add(change.column());
          }
        }
        case ABSENT -> nowAbsent.add(change.column());
        case BACK -> {
          nowAbsent.remove(change.column());
          nowReturned.add(change.column());
        }
        case CREATED, TYPE, KEY -> {}
      }
    }
    List<SchemaChange> nowUntold = new ArrayList<>(untold);
    nowUntold.addAll(changes);
    return new Shape(nowLsn, nowAbsent, nowUnfilled, nowReturned, doubted, nowUntold);
  }
}
