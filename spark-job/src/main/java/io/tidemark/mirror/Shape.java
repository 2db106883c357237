package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.RowSchema;
import io.tidemark.mirror.SchemaChange.Kind;
import io.tidemark.mirror.Suspicion.Cure;
import io.tidemark.source.TableFacts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
 * @param noticed changes of the catalogue that were told before an event shows them, as words
 * @param suspicion why the mirror may be wrong though nobody was told of it yet; null for none
 * @param awaited LSN of a change that only events from behind it can show, 0 for none
 * @param renamings in the order in which the catalogue showed them
 */
record Shape(
    long lsn,
    List<String> absent,
    List<String> unfilled,
    List<String> returned,
    Set<String> doubted,
    List<SchemaChange> untold,
    Set<String> noticed,
    Suspicion suspicion,
    long awaited,
    List<Renaming> renamings) {
  private static final int MOST_RENAMINGS = 50;

  private static final Set<Kind> SHOWN_BY_EVENTS = Set.of(Kind.ADDED, Kind.ABSENT, Kind.TYPE);

  static final Shape NEW =
      new Shape(
          0, List.of(), List.of(), List.of(), Set.of(), List.of(), Set.of(), null, 0, List.of());

  Shape {
    absent = List.copyOf(absent);
    unfilled = List.copyOf(unfilled);
    returned = List.copyOf(returned);
    doubted = doubted == null ? Set.of() : Set.copyOf(doubted);
    untold = List.copyOf(untold);
    noticed = noticed == null ? Set.of() : Set.copyOf(noticed);
    renamings = renamings == null ? List.of() : List.copyOf(renamings);
  }

  /** The shape of an event's rows, by the names that the columns have since. */
  RowSchema current(ChangeEvent event) {
    RowSchema schema = event.schema();
    for (Renaming renaming : renamings) {
      if (schema != null && Long.compareUnsigned(event.position().lsn(), renaming.lsn()) < 0) {
        schema = renaming.since(schema);
      }
    }
    return schema;
  }

  /** Whether an event is from before the last change of the shape that an event showed. */
  boolean precedes(ChangeEvent event) {
    return Long.compareUnsigned(event.position().lsn(), lsn) < 0;
  }

  /** What holds from beyond an LSN on holds from the LSN on. */
  Shape rewound(long to) {
    return new Shape(
        least(lsn, to),
        absent,
        unfilled,
        returned,
        doubted,
        untold,
        noticed,
        suspicion == null
            ? null
            : new Suspicion(suspicion.reason(), least(suspicion.lsn(), to), suspicion.cure()),
        least(awaited, to),
        renamings.stream()
            .map(
                renaming ->
                    new Renaming(least(renaming.lsn(), to), renaming.names(), renaming.reused()))
            .toList());
  }

  static long least(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }

  Shape filled() {
    return with(unfilled, returned, Set.of());
  }

  /** After every row was read with all its values: what was suspected of them is over. */
  Shape whole() {
    return with(List.of(), List.of(), Set.of()).with(untold, noticed, null, 0);
  }

  /** Whatever had to be told and suspected is where others see it. */
  Shape settled(boolean filled) {
    Shape known = filled ? with(List.of(), List.of(), doubted) : this;
    return known.with(List.of(), noticed, null, awaited);
  }

  /**
   * Why the mirror may be wrong, by what the catalogue says of columns that came; null for none.
   */
  Suspicion suspicion(TableFacts facts) {
    List<String> columns = new ArrayList<>(returned);
    for (String column : unfilled) {
      if (facts.column(column).map(TableFacts.ColumnFacts::filled).orElse(true)) {
        columns.add(column);
      }
    }
    return columns.isEmpty()
        ? suspicion
        : new Suspicion("no event tells older rows' values of " + columns, lsn, Cure.REREAD)
            .and(suspicion);
  }

  Shape doubting(Set<String> columns) {
    Set<String> all = new HashSet<>(doubted);
    all.addAll(columns);
    return with(unfilled, returned, all);
  }

  Shape suspecting(Suspicion other) {
    return other == null ? this : with(untold, noticed, other.and(suspicion), awaited);
  }

  /** Only events from here on show what the rows have become. */
  Shape awaiting(long since) {
    return with(untold, noticed, suspicion, since);
  }

  /**
   * After events: one from behind that shows it. A TRUNCATE from before does not: the rows that
   * follow it may be from before, too.
   */
  Shape shownBy(List<ChangeEvent> events) {
    boolean shown =
        awaited != 0
            && events.stream()
                .anyMatch(event -> Long.compareUnsigned(event.position().lsn(), awaited) >= 0);
    return shown ? awaiting(0) : this;
  }

  /** After changes that the catalogue shows, and events will. */
  Shape noticing(List<SchemaChange> changes) {
    List<SchemaChange> nowUntold = new ArrayList<>(untold);
    nowUntold.addAll(changes);
    Set<String> nowNoticed = new HashSet<>(noticed);
    changes.stream()
        .filter(change -> SHOWN_BY_EVENTS.contains(change.kind()))
        .forEach(change -> nowNoticed.add(words(change)));
    return with(nowUntold, nowNoticed, suspicion, awaited);
  }

  /** After columns got other names; columns that are gone gave theirs away. */
  Shape renamed(Renaming renaming) {
    List<Renaming> all = new ArrayList<>(renamings);
    all.add(renaming);
    Map<String, String> names = renaming.names();
    return new Shape(
        lsn,
        absent.stream().filter(name -> !names.containsValue(name)).toList(),
        unfilled.stream().map(name -> names.getOrDefault(name, name)).toList(),
        returned.stream().map(name -> names.getOrDefault(name, name)).toList(),
        doubted,
        untold,
        noticed,
        suspicion,
        awaited,
        all.subList(Math.max(0, all.size() - MOST_RENAMINGS), all.size()));
  }

  /**
   * After changes that an event showed.
   *
   * @param rows whether the mirror had rows
   */
  Shape after(List<SchemaChange> changes, boolean rows) {
    long nowLsn = lsn;
    List<String> nowAbsent = new ArrayList<>(absent);
    List<String> nowUnfilled = new ArrayList<>(unfilled);
    List<String> nowReturned = new ArrayList<>(returned);
    List<SchemaChange> nowUntold = new ArrayList<>(untold);
    Set<String> nowNoticed = new HashSet<>(noticed);
    for (SchemaChange change : changes) {
      nowLsn = Long.compareUnsigned(change.lsn(), nowLsn) > 0 ? change.lsn() : nowLsn;
      switch (change.kind()) {
        case ADDED -> {
          nowAbsent.remove(change.column());
          if (rows) {
            nowUnfilled.add(change.column());
          }
        }
        case ABSENT -> nowAbsent.add(change.column());
        case BACK -> {
          nowAbsent.remove(change.column());
          nowReturned.add(change.column());
        }
        case CREATED, TYPE, KEY, NOT_NULL, RENAMED, DROPPED -> {}
      }
      if (!nowNoticed.remove(words(change))) {
        nowUntold.add(change);
      }
    }
    return new Shape(
        nowLsn,
        nowAbsent,
        nowUnfilled,
        nowReturned,
        doubted,
        nowUntold,
        nowNoticed,
        suspicion,
        awaited,
        renamings);
  }

  /** A column that came back is one that was added, for the catalogue. */
  private static String words(SchemaChange change) {
    Kind kind = change.kind() == Kind.BACK ? Kind.ADDED : change.kind();
    return kind + " " + change.column();
  }

  private Shape with(List<String> nowUnfilled, List<String> nowReturned, Set<String> nowDoubted) {
    return new Shape(
        lsn,
        absent,
        nowUnfilled,
        nowReturned,
        nowDoubted,
        untold,
        noticed,
        suspicion,
        awaited,
        renamings);
  }

  private Shape with(
      List<SchemaChange> nowUntold, Set<String> nowNoticed, Suspicion suspected, long since) {
    return new Shape(
        lsn,
        absent,
        unfilled,
        returned,
        doubted,
        nowUntold,
        nowNoticed,
        suspected,
        since,
        renamings);
  }
}
