package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import io.tidemark.delta.LakeTable;
import io.tidemark.delta.MultisetTable;
import io.tidemark.error.TidemarkException;
import io.tidemark.net.RowChange;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import io.tidemark.source.Catalog;
import io.tidemark.source.TableFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
  private final ShapedTable shaped;
  private Progress progress;
  private Doubts doubts;

  /** The mirror at a path, there already or to come with its first row. */
  public MirrorTable(Configuration hadoop, String path) {
    shaped = new ShapedTable(hadoop, path);
    progress = Progress.parse(shaped.domain(Progress.DOMAIN));
    Set<String> doubted = shape().doubted();
    doubts = doubted.isEmpty() ? Doubts.NONE : new Doubts(doubted, null);
  }

  /** The Delta table; empty before the first row. */
  public Optional<LakeTable> table() {
    return Optional.ofNullable(shaped.table());
  }

  private Shape shape() {
    return shaped.state().shape();
  }

  /** Merge small files and files of mostly deleted rows if there are enough of them. */
  public void compact() {
    table().ifPresent(LakeTable::compact);
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
    if (topics.stream().map(progress::forget).reduce(false, Boolean::logicalOr)) {
      table().ifPresent(table -> table.remember(Map.of(Progress.DOMAIN, progress.toJson())));
    }
  }

  /** Forget what happened beyond an LSN, which the source gives to other changes now. */
  public void rewind(long lsn) {
    MirrorState after = state().rewound(lsn);
    if (progress.rewind(lsn) || !after.equals(state())) {
      shaped.state(after);
      Map<String, String> domains =
          Map.of(Progress.DOMAIN, progress.toJson(), MirrorState.DOMAIN, after.toJson());
      table().ifPresent(table -> table.remember(domains));
    }
  }

  /** What the mirror remembers besides its rows. */
  MirrorState state() {
    return shaped.state();
  }

  /** Whether a change can be applied, whatever columns the mirror is given for it. */
  boolean accepts(ChangeEvent event) {
    return shaped.obstacle(event).isEmpty();
  }

  /** Whether a change does nothing, as the mirror was emptied after it or has it by a load. */
  boolean isVoid(ChangeEvent event) {
    return shaped.isVoid(event);
  }

  /** Whether rows that were loaded from the source itself have a change already. */
  boolean isLoaded(ChangeEvent event) {
    return shaped.isLoaded(event);
  }

  /** Number of changes that the mirror holds; 0 before the first. */
  public long sequence() {
    return shaped.state().sequence();
  }

  /** Columns that came when there were rows, for which no event said their value. */
  public List<String> unfilled() {
    return shape().unfilled();
  }

  /** Columns that came back after they were absent: rows from before hold what they were then. */
  public List<String> returned() {
    return shape().returned();
  }

  /** Values that updates may have left unsent, since {@link #filled} was called. */
  public Doubts doubts() {
    return doubts;
  }

  /** What has to be done for doubted columns is done; the next commit remembers it. */
  public void filled() {
    shaped.state(shaped.state().withShape(shape().filled()));
    doubts = Doubts.NONE;
  }

  /** Changes of the table's shape that nobody was told of yet. */
  public List<SchemaChange> untold() {
    return shape().untold();
  }

  /** What the catalogue said of the table when it was last asked; empty if it never was. */
  public Optional<TableFacts> facts() {
    return Optional.ofNullable(shaped.facts());
  }

  /** Why the mirror may be wrong though no event says so; empty once that is {@link #settled}. */
  public Optional<Suspicion> suspicion() {
    return Optional.ofNullable(
        shaped.facts() == null ? shape().suspicion() : shape().suspicion(shaped.facts()));
  }

  /** Whether something happened to the rows that only events still to come can show. */
  public boolean awaits() {
    return shape().awaited() != 0;
  }

  /** Changes of the shape are told, and what is suspected stands where others see it. */
  public void settled() {
    shaped.settle();
  }

  /**
   * Whether changes show another shape than the mirror has: then the catalogue should be asked what
   * became of the table, before they are planned.
   */
  public boolean isSurprisedBy(List<ChangeEvent> events) {
    return shaped.isSurprisedBy(events);
  }

  /** Take in what the catalogue says of the table now. */
  public void follow(TableFacts now, Catalog catalog) {
    shaped.follow(now, catalog);
  }

  /** The catalogue has no table of this name any more; by its new name if it has one. */
  public void leave(Optional<String> newName, Catalog catalog) {
    shaped.leave(newName, catalog);
  }

  /** Names of the key columns; empty for a table without a primary key. */
  public List<String> key() {
    return shaped.key();
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
    boolean earlier = false;
    for (ChangeEvent event : fresh) {
      if (!gate.passes(event)) {
        continue;
      }
      Optional<String> obstacle = shaped.obstacle(event);
      if (obstacle.isPresent()) {
        refused.add(new RefusedChange(event, obstacle.get()));
        gate.refused(refused.get(refused.size() - 1));
        continue;
      }
      shaped.fit(event, earlier);
      if (shaped.hasOtherKey(event)) {
        otherKey = event;
        break;
      }
      applied.add(event);
      earlier |= event.after() != null;
    }
    PlannedRows rows = rows(notLoaded(applied), signed);
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
    return shaped.difference(event);
  }

  /**
   * From here on plans are carried out without their last step, so that nothing changes. What can
   * be learned is whether they can be carried out; then the mirror has to be opened anew.
   */
  public void rehearse() {
    table().ifPresent(LakeTable::rehearse);
  }

  /**
   * When the snapshot began that will have brought the whole table anew, by Kafka's timestamps in
   * milliseconds: what came before is void then. 0 if there is none.
   */
  public long reloadedSinceMs() {
    Reload reload = state().reload();
    return reload == null || !reload.open() ? 0 : reload.kafkaMs();
  }

  /**
   * Give the mirror the primary key that the table has since a change. Every change from before
   * must be applied. Where the mirror's rows don't have that key, they go, and are suspected to be
   * missing.
   */
  public void rekey(ChangeEvent since) {
    shaped.rekey(since);
  }

  /** Those that rows which were loaded from the source itself don't have already. */
  private List<ChangeEvent> notLoaded(List<ChangeEvent> events) {
    return state().loaded() == null
        ? events
        : events.stream().filter(event -> !shaped.isLoaded(event)).toList();
  }

  private PlannedRows rows(List<ChangeEvent> events, boolean signed) {
    if (shaped.table() instanceof KeyedTable keyed) {
      List<RowChange> changes = events.stream().map(shaped.layouts()::change).toList();
      return new PlannedKeyedRows(keyed, changes, shaped.state().floor(), signed);
    }
    if (shaped.table() instanceof MultisetTable multiset) {
      MultisetRows rows = new MultisetRows(multiset, shaped.layouts(), shape(), events);
      return new PlannedMultiset(multiset, rows, events, shaped.state());
    }
    return null;
  }

  /** A TRUNCATE of a table of which nothing is known yet. */
  private void remember(ChangeEvent event) {
    if (event.op() == Operation.TRUNCATE
        && Long.compareUnsigned(event.position().lsn(), state().floor()) > 0) {
      shaped.state(state().withFloor(event.position().lsn()));
    }
  }

  /**
   * Whether a snapshot has read a table without a primary key once more: its rows can't be told
   * from those that were there, and are there twice.
   */
  public boolean doubled() {
    return shaped.table() instanceof MultisetTable
        && state().reload() != null
        && state().reload().open();
  }

  /** Whether rows are gone that no event tells of, as a snapshot has read the table again. */
  public boolean reloaded() {
    return shaped.table() instanceof KeyedTable
        && state().reload() != null
        && state().reload().pending();
  }

  /**
   * Remove the rows that a snapshot of the whole table did not bring again; all of its rows must be
   * applied.
   *
   * @return what it did, as signed rows
   */
  public MirrorChange removeGone() {
    MirrorState state = state();
    KeyedTable table = (KeyedTable) shaped.table();
    Reload reload = state.reload();
    MirrorState after = state.committed(state.floor(), state.debts(), reload.done());
    table.apply(
        new KeyedChange(
            Map.of(),
            Set.of(),
            RowMetadata.appliedBefore(reload.since()),
            Map.of(MirrorState.DOMAIN, after.toJson())));
    shaped.state(after);
    return new MirrorChange(table.schema(), List.of(), List.of(), true, after.sequence());
  }

  /**
   * Begin to put rows that are read from the source itself in the place of all rows. Nothing is
   * seen of it before it is committed.
   *
   * @param facts what the catalogue said of the table then
   * @param read a READ with the rows' shape, the LSN up to which they hold all, and no image
   * @throws TidemarkException SCHEMA if the mirror can't have such rows
   */
  public MirrorLoad load(TableFacts facts, ChangeEvent read, long appliedAtMicros) {
    return MirrorLoad.begin(shaped, progress, new MirrorLoad.Origin(facts, read, appliedAtMicros));
  }

  /**
   * Commit a plan.
   *
   * @return what it did, as signed rows
   */
  public MirrorChange commit(MirrorPlan plan, long appliedAtMicros) {
    return commit(plan, appliedAtMicros, null);
  }

  /**
   * Commit a plan.
   *
   * @param turn is waited for when all is written and nothing can be seen of it; null for none
   * @return what it did, as signed rows
   */
  public MirrorChange commit(MirrorPlan plan, long appliedAtMicros, Runnable turn) {
    shaped.table().awaitNext(turn);
    PlannedRows rows = plan.rows();
    List<ChangeEvent> applied = notLoaded(plan.applied());
    Reload reload =
        Reload.after(state().reload(), applied, () -> shaped.table().rows() > 0, appliedAtMicros);
    Doubts left = rows.doubts();
    MirrorState after = state().readAnewBy(applied).committed(rows.floor(), rows.debts(), reload);
    after = after.withShape(after.shape().doubting(left.columns()).shownBy(applied));
    Map<String, String> domains =
        Map.of(Progress.DOMAIN, plan.progress().toJson(), MirrorState.DOMAIN, after.toJson());
    MirrorChange change = rows.commit(domains, after.sequence(), appliedAtMicros);
    progress = plan.progress();
    shaped.state(after);
    doubts = doubts.and(left);
    return change;
  }
}
