package io.tidemark.mirror;

import io.delta.kernel.types.StructType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.RowSchema;
import io.tidemark.delta.IndexedTable;
import io.tidemark.delta.KeyedTable;
import io.tidemark.delta.LakeTable;
import io.tidemark.mirror.SchemaChange.Kind;
import io.tidemark.mirror.Suspicion.Cure;
import io.tidemark.source.Catalog;
import io.tidemark.source.TableFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * A mirror's Delta table, which follows its source's shape as change events and the catalogue show
 * it (decision 12). What it remembers goes with its commits.
 */
final class ShapedTable {
  private final Configuration hadoop;
  private final String path;
  private LakeTable table;
  private MirrorState state;
  private TableFacts facts;
  private Layouts layouts;
  private RowSchema latest;

  /** The table at a path, there already or to come with its first row. */
  ShapedTable(Configuration hadoop, String path) {
    this.hadoop = hadoop;
    this.path = path;
    table = LakeTable.existing(hadoop, path).orElse(null);
    state = MirrorState.parse(domain(MirrorState.DOMAIN));
    facts = TableFacts.parse(domain(TableFacts.DOMAIN)).orElse(null);
    relayout();
  }

  /** The value of a domain; empty if there is none, or no table. */
  Optional<String> domain(String name) {
    return table == null ? Optional.empty() : table.domain(name);
  }

  /** Null before the first row. */
  LakeTable table() {
    return table;
  }

  MirrorState state() {
    return state;
  }

  /** From here on this is remembered, with the next commit. */
  void state(MirrorState newState) {
    state = newState;
  }

  /** What the catalogue said when it was last asked; null if it never was. */
  TableFacts facts() {
    return facts;
  }

  /** Null before the first row. */
  Layouts layouts() {
    return layouts;
  }

  List<String> key() {
    return table instanceof KeyedTable keyed ? keyed.key() : List.of();
  }

  /** Whether a change does nothing, as the mirror was emptied after it or has it by a load. */
  boolean isVoid(ChangeEvent event) {
    return Long.compareUnsigned(event.position().lsn(), state.floor()) < 0 || isLoaded(event);
  }

  /** Whether rows that were loaded from the source itself have a change already. */
  boolean isLoaded(ChangeEvent event) {
    return state.loaded() != null && state.loaded().has(event);
  }

  /** Why a change can't be applied, whatever is done for it; empty if it can. */
  Optional<String> obstacle(ChangeEvent event) {
    if (event.schema() == null || isVoid(event)) {
      return Optional.empty();
    }
    if (hasOtherKey(event) && Long.compareUnsigned(event.position().lsn(), state.keyed()) < 0) {
      return Optional.of(
          "the change is from before the primary key became '%s', and came after that"
              .formatted(key()));
    }
    StructType schema = table == null ? new StructType() : table.schema();
    Shape shape = state.shape();
    return RowLayout.obstacle(schema, shape.current(event), shape.precedes(event));
  }

  boolean hasOtherKey(ChangeEvent event) {
    return table != null
        && event.schema() != null
        && !isVoid(event)
        && !state.shape().current(event).key().equals(key());
  }

  /** How the shape that a change shows differs from the table's; empty where there is none. */
  List<SchemaChange> difference(ChangeEvent event) {
    RowSchema source = state.shape().current(event);
    if (table == null || source == null || source.equals(latest) || isVoid(event)) {
      return List.of();
    }
    List<SchemaChange> changes =
        new ArrayList<>(SchemaDifference.columns(table.schema(), event, state.shape()));
    if (hasOtherKey(event)) {
      changes.add(SchemaDifference.key(event, key(), source.key()));
    }
    return changes;
  }

  /** Whether changes show another shape than the table has. */
  boolean isSurprisedBy(List<ChangeEvent> events) {
    RowSchema seen = latest;
    for (ChangeEvent event : events) {
      if (event.schema() != null && !event.schema().equals(seen)) {
        seen = event.schema();
        if (table == null
            || !SchemaDifference.columns(table.schema(), event, state.shape()).isEmpty()) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Make the table able to hold a change's row; there must be no {@link #obstacle}.
   *
   * @param earlier whether rows are about to be applied that changes before this one made
   */
  void fit(ChangeEvent event, boolean earlier) {
    RowSchema source = state.shape().current(event);
    if (source == null || source.equals(latest) || isVoid(event)) {
      return;
    }
    boolean late = state.shape().precedes(event);
    if (table == null) {
      create(event);
    } else {
      widen(event, source, late, earlier);
    }
    latest = late ? latest : source;
  }

  private void create(ChangeEvent first) {
    shaped(List.of(SchemaDifference.created(first)), false);
    Map<String, String> domains = new HashMap<>();
    domains.put(MirrorState.DOMAIN, state.toJson());
    if (facts != null) {
      domains.put(TableFacts.DOMAIN, facts.toJson());
    }
    RowSchema source = first.schema();
    table = IndexedTable.create(hadoop, path, RowLayout.schema(source), source.key(), domains);
    relayout();
  }

  private void widen(ChangeEvent event, RowSchema source, boolean late, boolean earlier) {
    StructType schema = table.schema();
    List<SchemaChange> changes = SchemaDifference.columns(schema, event, state.shape());
    boolean rows = !changes.isEmpty() && (earlier || table.rows() > 0);
    Set<String> replaced = late ? Set.of() : RowLayout.impossible(schema, source);
    shaped(changes, rows);
    if (replaced.stream().anyMatch(key()::contains)) {
      startOver(event, "columns of the key are of another type: " + replaced);
      return;
    }
    if (rows) {
      suspect(SchemaDifference.suspicion(changes, replaced));
    }
    StructType fitting = RowLayout.fitting(schema, source, late);
    if (!fitting.equals(schema)) {
      table.evolve(fitting, Map.of(MirrorState.DOMAIN, state.toJson()));
      relayout();
    }
  }

  /**
   * Give the table the primary key that the source has since a change. Every change from before
   * must be applied. Where the rows don't have that key, they go.
   */
  void rekey(ChangeEvent since) {
    List<String> key = state.shape().current(since).key();
    IndexedTable indexed = (IndexedTable) table;
    if (!indexed.isUnique(key)) {
      startOver(since, "the primary key is now %s, which the rows did not have".formatted(key));
      return;
    }
    shaped(List.of(SchemaDifference.key(since, key(), key)), false);
    state = state.withKeyed(since.position().lsn());
    table = indexed.rekeyed(key, Map.of(MirrorState.DOMAIN, state.toJson()));
  }

  /** Remove all rows: those to come are of another key. The connector has to send all again. */
  private void startOver(ChangeEvent since, String reason) {
    RowSchema source = state.shape().current(since);
    long lsn = since.position().lsn();
    if (!source.key().equals(key())) {
      shaped(List.of(SchemaDifference.key(since, key(), source.key())), false);
    }
    state = state.emptied(lsn).withKeyed(lsn);
    suspect(new Suspicion(reason, lsn, Cure.REREAD));
    Map<String, String> domains = Map.of(MirrorState.DOMAIN, state.toJson());
    ((IndexedTable) table).clear(domains);
    reshape(RowLayout.fitting(table.schema(), source, false), source.key(), domains);
  }

  private void shaped(List<SchemaChange> changes, boolean rows) {
    state = state.withShape(state.shape().after(changes, rows));
  }

  private void suspect(Suspicion suspicion) {
    state = state.withShape(state.shape().suspecting(suspicion));
  }

  /**
   * Take in what the catalogue says of the table: renamed columns keep their values, and what else
   * happened without an event is suspected.
   */
  void follow(TableFacts now, Catalog catalog) {
    TableFacts before = facts;
    facts = now;
    if (table == null || now.equals(before)) {
      return;
    }
    StructType schema = table.schema();
    List<String> key = key();
    if (before != null) {
      CatalogDifference difference = new CatalogDifference(before, now, catalog);
      Renaming renaming = difference.renaming();
      Shape shape = state.shape().noticing(difference.changes());
      shape = shape.suspecting(difference.suspicion());
      shape = difference.awaited() ? shape.awaiting(catalog.lsn()) : shape;
      Optional<StructType> renamed =
          RowLayout.renamed(schema, renaming.names(), state.shape().absent());
      if (!renaming.names().isEmpty() && renamed.isPresent()) {
        shape = shape.renamed(renaming);
        schema = renamed.get();
        key = key.stream().map(name -> renaming.names().getOrDefault(name, name)).toList();
      }
      state = state.withShape(shape);
    }
    Map<String, String> domains =
        Map.of(MirrorState.DOMAIN, state.toJson(), TableFacts.DOMAIN, now.toJson());
    if (schema.equals(table.schema())) {
      table.remember(domains);
    } else {
      reshape(schema, key, domains);
    }
    latest = null;
    relayout();
  }

  /**
   * The source has no table of that name any more; the mirror stays as it is.
   *
   * @param newName what it is called now; empty if it was dropped
   */
  void leave(Optional<String> newName, Catalog catalog) {
    facts = TableFacts.NONE;
    Kind kind = newName.isEmpty() ? Kind.DROPPED : Kind.RENAMED;
    SchemaChange change =
        new SchemaChange(
            catalog.lsn(), catalog.micros(), kind, "", newName.map("→ "::concat).orElse(""));
    state = state.withShape(state.shape().noticing(List.of(change)).awaiting(0));
    table.remember(Map.of(MirrorState.DOMAIN, state.toJson(), TableFacts.DOMAIN, facts.toJson()));
  }

  /** All is told, and what is suspected stands where others see it. */
  void settle() {
    Shape settled = state.shape().settled(facts != null);
    if (table != null && !settled.equals(state.shape())) {
      state = state.withShape(settled);
      table.remember(Map.of(MirrorState.DOMAIN, state.toJson()));
    }
  }

  private void reshape(StructType schema, List<String> key, Map<String, String> domains) {
    table = ((IndexedTable) table).reshaped(schema, key, domains);
    relayout();
  }

  private void relayout() {
    layouts = table == null ? null : new Layouts(table.schema(), state.shape());
  }
}
