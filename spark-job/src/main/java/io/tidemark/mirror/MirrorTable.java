package io.tidemark.mirror;

import io.delta.kernel.types.StructType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.RowSchema;
import io.tidemark.delta.IndexedTable;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import io.tidemark.delta.LakeTable;
import io.tidemark.delta.MultisetTable;
import io.tidemark.net.RowChange;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * The mirror of one source table. {@link #plan} says what a micro-batch will do and what it can't,
 * {@link #commit} does it in one Delta commit that also holds how far the mirror is. The mirror of
 * a table without a primary key is a multiset of rows. Not thread-safe.
 */
public final class MirrorTable {
  private final Configuration hadoop;
  private final String path;
  private LakeTable table;
  private Progress progress;
  private MirrorState state;
  private final Map<RowSchema, RowLayout> layouts = new HashMap<>();
  private final Set<List<String>> impossibleKeys = new HashSet<>();
  private RowSchema latest;
  private Doubts doubts;

  /** The mirror at a path, there already or to come with its first row. */
  public MirrorTable(Configuration hadoop, String path) {
    this.hadoop = hadoop;
    this.path = path;
    table = LakeTable.existing(hadoop, path).orElse(null);
    progress = Progress.parse(table == null ? Optional.empty() : table.domain(Progress.DOMAIN));
    state = MirrorState.parse(table == null ? Optional.empty() : table.domain(MirrorState.DOMAIN));
    Set<String> doubted = state.shape().doubted();
    doubts = doubted.isEmpty() ? Doubts.NONE : new Doubts(doubted, null);
  }

  /** The Delta table; empty before the first row. */
  public Optional<LakeTable> table() {
    return Optional.ofNullable(table);
  }

  /** Merge small files and files of mostly deleted rows if there are enough of them. */
  public void compact() {
    if (table != null) {
      table.compact();
    }
  }

  /** How far the mirror is. */
  public Progress progress() {
    return progress.copy();
  }

  /** Whether it holds a message, by its place: topic, partition and offset with / between them. */
  public boolean holds(String place) {
    String[] parts = place.split("/", 3);
    return Long.parseLong(parts[2]) < progress.next(parts[0], Integer.parseInt(parts[1]));
  }

  /** Forget topics whose offsets begin again. */
  public void forget(Collection<String> topics) {
    if (topics.stream().map(progress::forget).reduce(false, Boolean::logicalOr) && table != null) {
      table.remember(Map.of(Progress.DOMAIN, progress.toJson()));
    }
  }

  /** What the mirror remembers besides its rows. */
  MirrorState state() {
    return state;
  }

  /** Whether a change can be applied, whatever columns the mirror is given for it. */
  boolean accepts(ChangeEvent event) {
    boolean late =
        hasOtherKey(event) && Long.compareUnsigned(event.position().lsn(), state.keyed()) < 0;
    return event.schema() == null
        || (!late && RowLayout.obstacle(table.schema(), event.schema()).isEmpty());
  }

  /** Number of changes that the mirror holds; 0 before the first. */
  public long sequence() {
    return state.sequence();
  }

  /** Columns that came when there were rows, for which no event said their value. */
  public List<String> unfilled() {
    return state.shape().unfilled();
  }

  /** Columns that came back after they were absent: rows from before hold what they were then. */
  public List<String> returned() {
    return state.shape().returned();
  }

  /** Values that updates may have left unsent, since {@link #filled} was called. */
  public Doubts doubts() {
    return doubts;
  }

  /**
   * What has to be done for unfilled, returned and doubted columns is done; the next commit
   * remembers it.
   */
  public void filled() {
    state = state.withShape(state.shape().filled());
    doubts = Doubts.NONE;
  }

  /** Changes of the table's shape that nobody was told of yet. */
  public List<SchemaChange> untold() {
    return state.shape().untold();
  }

  /** All are told; the next commit remembers it. */
  public void told() {
    state = state.withShape(state.shape().told());
  }

  /** Names of the key columns; empty for a table without a primary key. */
  public List<String> key() {
    return table instanceof KeyedTable keyed ? keyed.key() : List.of();
  }

  /**
   * What a micro-batch's changes of this table will do. New columns are added to the mirror at
   * once, which changes no row.
   *
   * @param events of this table, those of each partition in its order
   * @param signed whether the commit has to tell the rows that it replaces
   */
  public MirrorPlan plan(List<ChangeEvent> events, boolean signed) {
    return plan(events, List.of(), Gate.OPEN, signed);
  }

  /**
   * What a micro-batch's changes of this table will do.
   *
   * @param redrives further changes, from before
   * @param gate decides which of all changes are applied
   */
  public MirrorPlan plan(
      List<ChangeEvent> events, List<Redrive> redrives, Gate gate, boolean signed) {
    Progress after = progress.copy();
    List<ChangeEvent> fresh = new ArrayList<>();
    for (Redrive redrive : redrives) {
      if (after.take(redrive.request()) == Verdict.NEW) {
        fresh.addAll(redrive.changes());
      }
    }
    for (ChangeEvent event : events) {
      if (after.take(event) == Verdict.NEW) {
        fresh.add(event);
      }
    }
    fresh = SourceOrder.of(fresh);
    List<RefusedChange> refused = new ArrayList<>();
    List<ChangeEvent> applied = new ArrayList<>();
    ChangeEvent otherKey = null;
    for (ChangeEvent event : fresh) {
      if (!gate.passes(event)) {
        continue;
      }
      Optional<String> obstacle = obstacle(event);
      if (obstacle.isEmpty() && hasOtherKey(event)) {
        otherKey = event;
        break;
      }
      if (obstacle.isPresent()) {
        refused.add(new RefusedChange(event, obstacle.get()));
        gate.refused(refused.get(refused.size() - 1));
      } else {
        applied.add(event);
      }
    }
    PlannedRows rows = rows(applied, signed);
    if (rows == null) {
      // No commit can carry it yet, and rows from before it may still be on their way.
      applied.forEach(this::remember);
    } else {
      refused.addAll(rows.refused());
      Set<KafkaPosition> lost =
          rows.refused().stream().map(change -> change.event().at()).collect(Collectors.toSet());
      applied.removeIf(event -> lost.contains(event.at()));
    }
    return new MirrorPlan(applied, refused, rows, after, otherKey);
  }

  /** How the table's shape that a change shows differs from the mirror's; empty for a new table. */
  public List<SchemaChange> difference(ChangeEvent event) {
    if (table == null || event.schema() == null || event.schema().equals(latest)) {
      return List.of();
    }
    List<SchemaChange> changes =
        new ArrayList<>(SchemaDifference.columns(table.schema(), event, state.shape()));
    if (hasOtherKey(event)) {
      changes.add(SchemaDifference.key(event, key()));
    }
    return changes;
  }

  /**
   * From here on plans are carried out without their last step, so that nothing changes. What can
   * be learned is whether they can be carried out; then the mirror has to be opened anew.
   */
  public void rehearse() {
    if (table != null) {
      table.rehearse();
    }
  }

  /**
   * When the snapshot began that will have brought the whole table anew, by Kafka's timestamps in
   * milliseconds: what came before is void then. 0 if there is none.
   */
  public long reloadedSinceMs() {
    return state.reload() == null || !state.reload().open() ? 0 : state.reload().kafkaMs();
  }

  /** Why a change can't be applied at all. */
  private Optional<String> obstacle(ChangeEvent event) {
    if (event.schema() == null) {
      return Optional.empty();
    }
    if (hasOtherKey(event) && Long.compareUnsigned(event.position().lsn(), state.keyed()) < 0) {
      return Optional.of(
          "the change is from before the primary key became '%s', and came after that"
              .formatted(key()));
    }
    if (impossibleKeys.contains(event.schema().key())) {
      return Optional.of(
          "the primary key is now '%s', and the mirror's rows do not have that key"
              .formatted(event.schema().key()));
    }
    return fit(event);
  }

  private boolean hasOtherKey(ChangeEvent event) {
    return table != null && event.schema() != null && !event.schema().key().equals(key());
  }

  /**
   * Give the mirror the primary key that the table has since a change. Every change from before
   * must be applied. If the mirror's rows don't have that key, changes that have it are refused
   * from here on.
   */
  public void rekey(ChangeEvent since) {
    List<String> key = since.schema().key();
    IndexedTable indexed = (IndexedTable) table;
    if (!new HashSet<>(indexed.schema().fieldNames()).containsAll(key) || !indexed.isUnique(key)) {
      impossibleKeys.add(key);
      return;
    }
    shaped(List.of(SchemaDifference.key(since, key())), false);
    state = state.withKeyed(since.position().lsn());
    table = indexed.rekeyed(key, Map.of(MirrorState.DOMAIN, state.toJson()));
  }

  private PlannedRows rows(List<ChangeEvent> events, boolean signed) {
    if (table instanceof KeyedTable keyed) {
      List<RowChange> changes = events.stream().map(this::rowChange).toList();
      return new PlannedKeyedRows(keyed, changes, state.floor(), signed);
    }
    if (table instanceof MultisetTable multiset) {
      events.stream()
          .map(ChangeEvent::schema)
          .filter(Objects::nonNull)
          .reduce((earlier, later) -> later)
          .ifPresent(last -> multiset.content(last.columns().stream().map(Column::name).toList()));
      return new PlannedMultiset(
          multiset, events, state, (event, image) -> layouts.get(event.schema()).row(image));
    }
    return null;
  }

  /** A TRUNCATE of a table of which nothing is known yet. */
  private void remember(ChangeEvent event) {
    if (event.op() == Operation.TRUNCATE
        && Long.compareUnsigned(event.position().lsn(), state.floor()) > 0) {
      state = state.withFloor(event.position().lsn());
    }
  }

  /** Make the mirror able to hold rows of this schema, or say why it can't. */
  private Optional<String> fit(ChangeEvent event) {
    RowSchema source = event.schema();
    if (source.equals(latest)) {
      return Optional.empty();
    }
    StructType schema = table == null ? new StructType() : table.schema();
    Optional<String> obstacle = RowLayout.obstacle(schema, source);
    if (obstacle.isPresent()) {
      return obstacle;
    }
    if (table == null) {
      shaped(List.of(SchemaDifference.created(event)), false);
      Map<String, String> domains = Map.of(MirrorState.DOMAIN, state.toJson());
      table = IndexedTable.create(hadoop, path, RowLayout.schema(source), source.key(), domains);
    } else {
      shaped(SchemaDifference.columns(schema, event, state.shape()), table.rows() > 0);
      StructType fitting = RowLayout.fitting(schema, source);
      if (!fitting.equals(schema)) {
        table.evolve(fitting, Map.of(MirrorState.DOMAIN, state.toJson()));
        List<RowSchema> known = List.copyOf(layouts.keySet());
        known.forEach(k -> layouts.put(k, RowLayout.of(table.schema(), k)));
      }
    }
    layouts.put(source, RowLayout.of(table.schema(), source));
    latest = source;
    return Optional.empty();
  }

  private void shaped(List<SchemaChange> changes, boolean rows) {
    state = state.withShape(state.shape().after(changes, rows));
  }

  private RowChange rowChange(ChangeEvent event) {
    KeyHash key = event.key() == null ? null : KeyHash.of(event.key());
    KeyHash other = event.otherKey() == null ? null : KeyHash.of(event.otherKey());
    Image after = event.after();
    return new RowChange(
        event, key, after == null ? null : layouts.get(event.schema()).row(after), other);
  }

  /**
   * Whether a snapshot has read a table without a primary key once more: its rows can't be told
   * from those that were there, and are there twice.
   */
  public boolean doubled() {
    return table instanceof MultisetTable && state.reload() != null && state.reload().open();
  }

  /** Whether rows are gone that no event tells of, as a snapshot has read the table again. */
  public boolean reloaded() {
    return table instanceof KeyedTable && state.reload() != null && state.reload().pending();
  }

  /**
   * Remove the rows that a snapshot of the whole table did not bring again; all of its rows must be
   * applied.
   *
   * @return what it did, as signed rows
   */
  public MirrorChange removeGone() {
    Reload reload = state.reload();
    MirrorState after = state.committed(state.floor(), state.debts(), reload.done());
    ((KeyedTable) table)
        .apply(
            new KeyedChange(
                Map.of(),
                Set.of(),
                RowMetadata.appliedBefore(reload.since()),
                Map.of(MirrorState.DOMAIN, after.toJson())));
    state = after;
    return new MirrorChange(table.schema(), List.of(), List.of(), true, after.sequence());
  }

  /**
   * Commit a plan.
   *
   * @return what it did, as signed rows
   */
  public MirrorChange commit(MirrorPlan plan, long appliedAtMicros) {
    PlannedRows rows = plan.rows();
    Reload reload =
        Reload.after(state.reload(), plan.applied(), () -> table.rows() > 0, appliedAtMicros);
    Doubts left = rows.doubts();
    MirrorState after = state.committed(rows.floor(), rows.debts(), reload);
    after = after.withShape(after.shape().doubting(left.columns()));
    Map<String, String> domains =
        Map.of(Progress.DOMAIN, plan.progress().toJson(), MirrorState.DOMAIN, after.toJson());
    MirrorChange change = rows.commit(domains, after.sequence(), appliedAtMicros);
    progress = plan.progress();
    state = after;
    doubts = doubts.and(left);
    return change;
  }
}
