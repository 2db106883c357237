package io.tidemark.mirror;

import io.tidemark.mirror.SchemaChange.Kind;
import io.tidemark.mirror.Suspicion.Cure;
import io.tidemark.source.Catalog;
import io.tidemark.source.TableFacts;
import io.tidemark.source.TableFacts.ColumnFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What became of a table between two looks at the catalogue. */
final class CatalogDifference {
  private final TableFacts before;
  private final TableFacts now;
  private final Catalog catalog;
  private final List<SchemaChange> changes = new ArrayList<>();
  private final Map<String, String> renamed = new TreeMap<>();
  private final List<String> reasons = new ArrayList<>();
  private boolean awaited;
  private Cure cure = Cure.REREAD;

  /**
   * Compare.
   *
   * @param now what {@code catalog} says of the table
   */
  CatalogDifference(TableFacts before, TableFacts now, Catalog catalog) {
    this.before = before;
    this.now = now;
    this.catalog = catalog;
    if (before.oid() != now.oid()) {
      change(Kind.CREATED, "", "again");
      reasons.add("the table was dropped and created again");
      awaited = true;
      cure = Cure.RELOAD;
    } else {
      columns();
    }
  }

  private void columns() {
    Map<Integer, ColumnFacts> old = before.byNumber();
    boolean touched = false;
    for (ColumnFacts column : now.columns()) {
      ColumnFacts was = old.remove(column.number());
      if (was == null) {
        added(column);
      } else {
        touched |= !was.version().equals(column.version());
        changed(was, column);
      }
    }
    for (ColumnFacts gone : old.values()) {
      change(Kind.ABSENT, gone.name(), gone.type());
      if (now.column(gone.name()).filter(c -> isNew(c)).isPresent()) {
        awaited = true;
        reasons.add("the column '%s' was dropped and added again".formatted(gone.name()));
      }
    }
    // TRUNCATE, which sends an event, VACUUM FULL and CLUSTER leave the columns' entries alone.
    if (now.file() != before.file() && touched) {
      reasons.add("its rows were rewritten (ALTER TABLE), which sends no event");
    }
    if (!renamed.isEmpty()) {
      reasons.add("columns were renamed: " + renamed);
    }
  }

  private boolean isNew(ColumnFacts column) {
    return !before.byNumber().containsKey(column.number());
  }

  private void added(ColumnFacts column) {
    change(Kind.ADDED, column.name(), column.type());
    if (column.filled()) {
      awaited = true;
      reasons.add("the new column '%s' has values in older rows".formatted(column.name()));
    }
  }

  private void changed(ColumnFacts was, ColumnFacts column) {
    if (!was.name().equals(column.name())) {
      renamed.put(was.name(), column.name());
      change(Kind.RENAMED, column.name(), was.name() + " → " + column.name());
    }
    if (!was.type().equals(column.type())) {
      change(Kind.TYPE, column.name(), was.type() + " → " + column.type());
      awaited |= now.file() != before.file();
    }
    if (was.notNull() != column.notNull()) {
      change(Kind.NOT_NULL, column.name(), column.notNull() ? "set" : "dropped");
    }
  }

  private void change(Kind kind, String column, String detail) {
    changes.add(new SchemaChange(catalog.lsn(), catalog.micros(), kind, column, detail));
  }

  /** For {@code system.schema_changes}. */
  List<SchemaChange> changes() {
    return changes;
  }

  /** Columns that have other names; none in {@code names} if there are none. */
  Renaming renaming() {
    Set<String> reused = new HashSet<>(renamed.values());
    Set<String> known = new HashSet<>();
    before.columns().forEach(column -> known.add(column.name()));
    reused.retainAll(known);
    return new Renaming(catalog.lsn(), new HashMap<>(renamed), reused);
  }

  /** Why the mirror's rows may be wrong; null if that does not make them so. */
  Suspicion suspicion() {
    return reasons.isEmpty()
        ? null
        : new Suspicion(String.join("; ", reasons), catalog.lsn(), cure);
  }

  /** Whether only events from behind the look can show it. */
  boolean awaited() {
    return awaited;
  }
}
