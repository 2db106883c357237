package io.tidemark.torture.check;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The change log against the oracle: of every key the same changes in the same order, none missing,
 * none double. Rows of snapshots ({@code r}) are no changes and are passed over. A column that is
 * not there is NULL: a connector that starts behind ADD COLUMN sends the column in changes from
 * before it too.
 */
public final class ChangeLogCheck {
  /** How exactly the changes of a table can be told. */
  public enum Strictness {
    /** Key by key, in order. */
    SEQUENCES,
    /** As a multiset: PostgreSQL's triggers have no order of commits there. */
    MULTISET,
    /** New rows as a multiset: the key changed, and with it what the connector calls an update. */
    NEW_ROWS
  }

  /** A change that the log has to have. */
  private record Expected(
      String op, List<String> key, Map<String, String> before, Map<String, String> after) {}

  private final String table;
  private final Strictness strictness;
  private final boolean full;
  private final List<String> evidence = new ArrayList<>();

  private ChangeLogCheck(String table, Strictness strictness, boolean full) {
    this.table = table;
    this.strictness = strictness;
    this.full = full;
  }

  /**
   * What differs.
   *
   * @param full whether the table has REPLICA IDENTITY FULL
   * @param oracle the table's events in the order of the triggers
   * @param log the table's changes in any order
   */
  public static List<String> compare(
      String table,
      Strictness strictness,
      boolean full,
      List<OracleEvent> oracle,
      List<LoggedChange> log) {
    ChangeLogCheck check = new ChangeLogCheck(table, strictness, full);
    check.positions(log);
    check.truncations(oracle, log);
    List<Expected> expected = new ArrayList<>();
    oracle.forEach(event -> expand(event, expected));
    List<LoggedChange> changes =
        log.stream()
            .filter(change -> !change.op().equals("r") && !change.op().equals("t"))
            .sorted(
                Comparator.comparing(LoggedChange::partition).thenComparing(LoggedChange::offset))
            .toList();
    if (strictness == Strictness.SEQUENCES) {
      check.sequences(expected, changes);
    } else {
      check.multisets(expected, changes);
    }
    return check.evidence;
  }

  private void positions(List<LoggedChange> log) {
    Set<String> positions = new HashSet<>();
    for (LoggedChange change : log) {
      String position = change.topic() + "/" + change.partition() + "/" + change.offset();
      if (!positions.add(position)) {
        evidence.add("%s has the message %s twice in the change log".formatted(table, position));
      }
    }
  }

  private void truncations(List<OracleEvent> oracle, List<LoggedChange> log) {
    long happened = oracle.stream().filter(e -> e.op() == OracleEvent.Op.TRUNCATE).count();
    long told = log.stream().filter(change -> change.op().equals("t")).count();
    if (happened != told) {
      evidence.add(
          "%s was truncated %d times, and %d times by the change log"
              .formatted(table, happened, told));
    }
  }

  /** An update that changes the key is a delete and a create to the connector. */
  private static void expand(OracleEvent event, List<Expected> expected) {
    List<String> before = key(event, event.before());
    List<String> after = key(event, event.after());
    switch (event.op()) {
      case TRUNCATE -> {}
      case INSERT -> expected.add(new Expected("c", after, null, event.after()));
      case DELETE -> expected.add(new Expected("d", before, event.before(), null));
      case UPDATE -> {
        if (before.equals(after)) {
          expected.add(new Expected("u", after, event.before(), event.after()));
        } else {
          expected.add(new Expected("d", before, event.before(), null));
          expected.add(new Expected("c", after, event.before(), event.after()));
        }
      }
    }
  }

  private static List<String> key(OracleEvent event, Map<String, String> row) {
    List<String> key = new ArrayList<>();
    if (row != null) {
      event.keyColumns().forEach(column -> key.add(row.get(column)));
    }
    return key;
  }

  private void sequences(List<Expected> expected, List<LoggedChange> changes) {
    Map<List<String>, List<Expected>> happened = new LinkedHashMap<>();
    expected.forEach(e -> happened.computeIfAbsent(e.key(), k -> new ArrayList<>()).add(e));
    Map<List<String>, List<LoggedChange>> told = new HashMap<>();
    changes.forEach(c -> told.computeIfAbsent(c.key(), k -> new ArrayList<>()).add(c));
    happened.forEach((key, events) -> sequence(key, events, told.getOrDefault(key, List.of())));
    told.forEach(
        (key, all) -> {
          if (!happened.containsKey(key)) {
            evidence.add(
                "%s: the change log has %d changes of key %s, which never was"
                    .formatted(table, all.size(), key));
          }
        });
  }

  private void sequence(List<String> key, List<Expected> happened, List<LoggedChange> told) {
    if (told.stream().map(LoggedChange::partition).distinct().count() > 1) {
      evidence.add("%s: the changes of key %s are in several partitions".formatted(table, key));
    }
    int both = Math.min(happened.size(), told.size());
    for (int i = 0; i < both; i++) {
      String difference = difference(happened.get(i), told.get(i));
      if (difference != null) {
        evidence.add(
            "%s: change %d of %d of key %s %s"
                .formatted(table, i + 1, happened.size(), key, difference));
        return;
      }
    }
    if (happened.size() != told.size()) {
      evidence.add(
          "%s: key %s changed %d times, and %d times by the change log; the first beyond: %s"
              .formatted(
                  table,
                  key,
                  happened.size(),
                  told.size(),
                  happened.size() > told.size()
                      ? "missing " + describe(happened.get(both).op(), happened.get(both).after())
                      : "told " + describe(told.get(both).op(), told.get(both).after())));
    }
  }

  /** How a change was told wrongly; null if it was not. */
  private String difference(Expected happened, LoggedChange told) {
    if (!happened.op().equals(told.op())) {
      return "was %s, and is told as %s"
          .formatted(describe(happened.op(), happened.after()), describe(told.op(), told.after()));
    }
    boolean deleted = told.op().equals("d");
    Set<String> untold = told.unavailable();
    String unsent = deleted ? null : unsent(happened, told);
    if (unsent != null) {
      return "changed '%s', and its value was not sent".formatted(unsent);
    }
    if (!without(happened.after(), untold).equals(without(told.after(), untold))) {
      return "was %s, and is told as %s"
          .formatted(describe(happened.op(), happened.after()), describe(told.op(), told.after()));
    }
    boolean oldRow = full && !told.op().equals("c");
    Set<String> madeUp = deleted ? untold : Set.of();
    if (oldRow && !without(happened.before(), madeUp).equals(without(told.before(), madeUp))) {
      return "replaced %s, and is told to have replaced %s"
          .formatted(Texts.of(happened.before()), Texts.of(told.before()));
    }
    return null;
  }

  /**
   * A column whose value the event does not tell though it changed; null if there is none. A value
   * that is there all the same is in doubt, and says so.
   */
  private static String unsent(Expected happened, LoggedChange told) {
    for (String column : told.unavailable()) {
      String now = happened.after().get(column);
      boolean same = happened.before() != null && equal(happened.before().get(column), now);
      boolean inDoubt = orEmpty(told.after()).get(column) != null;
      boolean isNull = orEmpty(told.after()).containsKey(column) && now == null;
      if (!same && !inDoubt && !isNull) {
        return column;
      }
    }
    return null;
  }

  private static String describe(String op, Map<String, String> row) {
    return op + " " + Texts.of(row);
  }

  private static boolean equal(String a, String b) {
    return a == null ? b == null : a.equals(b);
  }

  private static Map<String, String> orEmpty(Map<String, String> row) {
    return row == null ? Map.of() : row;
  }

  private static Map<String, String> without(Map<String, String> row, Set<String> columns) {
    Map<String, String> rest = new HashMap<>(orEmpty(row));
    rest.keySet().removeAll(columns);
    rest.values().removeIf(Objects::isNull);
    return rest;
  }

  private void multisets(List<Expected> happened, List<LoggedChange> told) {
    List<Map<String, String>> expected = new ArrayList<>();
    List<Map<String, String>> found = new ArrayList<>();
    for (Expected event : happened) {
      if (counts(event.after())) {
        expected.add(flat(event.op(), event.before(), event.after()));
      }
    }
    for (LoggedChange change : told) {
      if (counts(change.after())) {
        found.add(flat(change.op(), change.before(), change.after()));
      }
    }
    evidence.addAll(RowsCheck.compare(table + "'s change log", expected, found));
  }

  private boolean counts(Map<String, String> after) {
    return strictness != Strictness.NEW_ROWS || after != null;
  }

  private Map<String, String> flat(
      String op, Map<String, String> before, Map<String, String> after) {
    Map<String, String> flat = new HashMap<>();
    if (strictness != Strictness.NEW_ROWS) {
      flat.put("operation", op);
      if (full && !op.equals("c")) {
        without(before, Set.of()).forEach((column, text) -> flat.put("old " + column, text));
      }
    }
    without(after, Set.of()).forEach((column, text) -> flat.put("new " + column, text));
    return flat;
  }
}
