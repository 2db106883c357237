package io.tidemark.mirror;

import io.tidemark.decode.Column;
import io.tidemark.decode.RowSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Columns that got other names, as the catalogue showed it at an LSN. Events from before that LSN
 * may have the old names or the new ones: which, tell the names that an event has.
 *
 * @param lsn at which the columns had their new names for sure
 * @param names the new name by the old one
 * @param reused new names that a column had before, too
 */
record Renaming(long lsn, Map<String, String> names, Set<String> reused) {
  Renaming {
    names = Map.copyOf(names);
    reused = Set.copyOf(reused);
  }

  /** Whether events may show both states by the same names, so that nothing tells them apart. */
  boolean ambiguous() {
    return !reused.isEmpty();
  }

  /** A shape in which an event from before came, by the names since. */
  RowSchema since(RowSchema sent) {
    Map<String, String> renamed = new HashMap<>();
    Set<String> there = new HashSet<>();
    sent.columns().forEach(column -> there.add(column.name()));
    for (String old : names.keySet()) {
      if (hasOldName(old, there)) {
        renamed.put(old, names.get(old));
      }
    }
    if (renamed.isEmpty()) {
      return sent;
    }
    List<Column> columns =
        sent.columns().stream()
            .map(
                column ->
                    new Column(
                        renamed.getOrDefault(column.name(), column.name()),
                        column.type(),
                        column.sourceType(),
                        column.nullable()))
            .toList();
    List<String> key = sent.key().stream().map(name -> renamed.getOrDefault(name, name)).toList();
    return new RowSchema(columns, key);
  }

  /** Whether an event with these names has a column under its old one. */
  private boolean hasOldName(String old, Set<String> there) {
    Set<String> seen = new HashSet<>();
    String name = old;
    while (there.contains(name) && seen.add(name)) {
      String next = names.get(name);
      if (next == null) {
        return false; // The name of a column that is gone: nothing tells whether it was then.
      }
      if (!reused.contains(next)) {
        return !there.contains(next);
      }
      name = next;
    }
    return false;
  }
}
