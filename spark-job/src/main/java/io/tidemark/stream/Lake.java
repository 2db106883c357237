package io.tidemark.stream;

import io.tidemark.aggregate.AggregateTable;
import io.tidemark.alert.AlertTable;
import io.tidemark.changelog.ChangeLogTable;
import io.tidemark.config.PipelineConfig;
import io.tidemark.config.TablesConfig;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;
import io.tidemark.delta.LakeTable;
import io.tidemark.error.TidemarkException;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeTables;
import io.tidemark.ledger.LedgerTable;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.mirror.SchemaChangeTable;
import io.tidemark.mirror.StaleTable;
import io.tidemark.progress.Progress;
import io.tidemark.quarantine.QuarantineTable;
import io.tidemark.quarantine.Quarantined;
import io.tidemark.quarantine.State;
import io.tidemark.source.Gap;
import io.tidemark.source.StartingOffsets;
import io.tidemark.source.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;

/** All tables of a lake, open for writing. Mirrors may be asked for by several threads at once. */
final class Lake {
  private final Configuration hadoop;
  private final LakeLayout layout;
  private final Topics topics;
  private final TablesConfig tables;
  final QuarantineTable quarantine;
  final ChangeLogTable changes;
  final LedgerTable ledger;
  final AlertTable alerts;
  final SchemaChangeTable schemaChanges;
  final StaleTable stale;
  final List<AggregateTable> aggregates;
  private final Map<TableId, MirrorTable> mirrors = new ConcurrentHashMap<>();

  /**
   * Open a lake, or begin one.
   *
   * @throws TidemarkException CONFIG if an aggregate can't be maintained; DATA if a table lies
   *     behind what the ledger says of it
   */
  Lake(Configuration hadoop, PipelineConfig config) {
    this.hadoop = hadoop;
    layout = new LakeLayout(config.lake().path());
    tables = config.tables();
    topics = new Topics(config.source().kafka().topicPrefix());
    aggregates =
        config.aggregates().stream()
            .map(a -> new AggregateTable(hadoop, layout.aggregate(a.name()), a))
            .toList();
    quarantine = new QuarantineTable(hadoop, layout.quarantine());
    changes = new ChangeLogTable(hadoop, layout.changes(), config.tables().whoColumn());
    ledger = new LedgerTable(hadoop, layout.ledger());
    alerts = new AlertTable(hadoop, layout.alerts());
    schemaChanges = new SchemaChangeTable(hadoop, layout.schemaChanges());
    stale = new StaleTable(hadoop, layout.stale());
    LakeTables.mirrors(hadoop, layout).forEach(this::mirror);
    checkVersions();
  }

  /**
   * Events that a request applied are done with as soon as their mirrors hold the request: so a job
   * that is killed in between neither applies them twice nor forgets them.
   */
  void settleRetries(long nowMicros) {
    List<Quarantined> applied = new ArrayList<>();
    for (Quarantined event : quarantine.open()) {
      if (event.state() == State.APPLYING
          && mirror(event.table()).holds(event.fate().resolvedBy())) {
        applied.add(event.with(State.APPLIED, event.fate().resolvedBy()));
      }
    }
    quarantine.commit(applied, nowMicros);
  }

  /** What waits of a table is of no use any more, as its mirror is right without it. */
  void makeVoid(TableId table, Predicate<Quarantined> which, long nowMicros) {
    quarantine.commit(
        quarantine.open().stream()
            .filter(event -> table.equals(event.table()) && which.test(event))
            .map(event -> event.with(State.SUPERSEDED, null))
            .toList(),
        nowMicros);
  }

  /**
   * A lake of an earlier Tidemark has events in quarantine behind which later ones were applied.
   *
   * @return the tables that became stale by it
   */
  Set<TableId> adopt(String reason, long nowMicros) {
    Set<TableId> tables = new TreeSet<>();
    quarantine.earlier().forEach(event -> tables.addAll(fedBy(event.at().topic())));
    List<TableId> fresh = stale.mark(tables, reason, nowMicros);
    quarantine.commit(quarantine.earlier(), nowMicros);
    return new TreeSet<>(fresh);
  }

  /** Open a mirror's table again, as nobody knows what a failure has left in memory. */
  void reopen(TableId table) {
    mirrors.put(table, unsharedMirror(table));
  }

  /** A mirror for a trial. */
  MirrorTable unsharedMirror(TableId table) {
    return new MirrorTable(hadoop, layout.mirror(table));
  }

  MirrorTable mirror(TableId table) {
    return mirrors.computeIfAbsent(table, id -> new MirrorTable(hadoop, layout.mirror(id)));
  }

  /** All mirrors, by table. */
  Map<TableId, MirrorTable> mirrors() {
    return mirrors;
  }

  /** Compute anew the aggregates that do not stand where their mirror does. */
  void alignAggregates(long nowMicros) {
    aggregates.forEach(aggregate -> aggregate.align(mirror(aggregate.from()), nowMicros));
  }

  /**
   * Whether no table holds messages that the ledger is about to leave out, as after a job that was
   * killed before its ledger's commit. The change log is written before all mirrors.
   */
  boolean holdsNothingBeyond(Progress held) {
    return held.covers(changes.progress()) && held.covers(quarantine.progress());
  }

  /** Versions of all tables but the ledger, by SQL name. */
  Map<String, Long> versions() {
    Map<String, Long> versions = new TreeMap<>();
    versions.put("system.changes", changes.table().version());
    versions.put("system.quarantine", quarantine.table().version());
    mirrors.forEach(
        (id, mirror) -> put(versions, "mirror." + id.schema() + "." + id.table(), mirror.table()));
    aggregates.forEach(a -> put(versions, "aggregate." + a.name(), a.table()));
    return versions;
  }

  private static void put(Map<String, Long> versions, String name, Optional<LakeTable> table) {
    table.ifPresent(t -> versions.put(name, t.version()));
  }

  /**
   * The ledger is written last, so no table lies behind it, unless somebody deleted or restored
   * one; then the changes in between would be missing for ever.
   */
  private void checkVersions() {
    Map<String, Long> now = versions();
    ledger
        .latest()
        .ifPresent(
            entry ->
                entry
                    .versions()
                    .forEach(
                        (name, version) -> {
                          boolean rebuilt = name.startsWith("aggregate.");
                          if (!rebuilt && now.getOrDefault(name, -1L) < version) {
                            throw behind(name, version, now.get(name));
                          }
                        }));
  }

  private TidemarkException behind(String name, long version, Long found) {
    return TidemarkException.data(
        "The table '%s' lies behind the lake's ledger".formatted(name),
        found == null
            ? "The ledger says version %d, and the table is not there".formatted(version)
            : "The ledger says version %d, and the table is at %d".formatted(version, found),
        ("Put the table back as it was, or delete the folder '%s': then everything that Kafka still"
                + " holds is read again, and the tables take what they lack")
            .formatted(layout.ledger()));
  }

  /**
   * Go on where Kafka does: mirrors that need changes which are gone are stale from now on, and no
   * table waits for them. Killed in the middle, the next start does it again.
   *
   * @return the tables that became stale, with the reason
   */
  Map<TableId, String> bridge(StartingOffsets start, long nowMicros) {
    Map<TableId, String> fresh = new TreeMap<>();
    for (Gap gap : start.gaps()) {
      stale
          .mark(fedBy(gap.topic()), gap.reason(), nowMicros)
          .forEach(table -> fresh.put(table, gap.reason()));
    }
    List<String> anew = start.gaps().stream().filter(Gap::anew).map(Gap::topic).toList();
    quarantine.forget(anew);
    changes.forget(anew);
    mirrors.values().forEach(mirror -> mirror.forget(anew));
    ledger.resume(start.held(), start.ids());
    return fresh;
  }

  /**
   * The source was taken back to an LSN or to before it, and gives what lies beyond it to other
   * changes: nothing that comes from now on may be judged by what was there. Killed in the middle,
   * it has to be done again.
   */
  void rewind(long lsn, long nowMicros) {
    stale.rewind(lsn, nowMicros);
    quarantine.rewind(lsn);
    changes.rewind(lsn);
    mirrors.values().forEach(mirror -> mirror.rewind(lsn));
    ledger.rewind(lsn);
  }

  /**
   * Whether messages come from a partition that their topic had not when the query began.
   *
   * @param messages a partition's one after the other
   */
  boolean hasMorePartitions(List<Decoded> messages) {
    Map<String, String> known = ledger.topicIds();
    KafkaPosition last = null;
    for (Decoded message : messages) {
      KafkaPosition at = message.at();
      if (last == null || at.partition() != last.partition() || !at.topic().equals(last.topic())) {
        int number = StartingOffsets.number(known.get(at.topic()));
        if (number > 0 && at.partition() >= number) {
          return true;
        }
        last = at;
      }
    }
    return false;
  }

  /** The tables whose changes come through a topic; by its name if none has come yet. */
  Set<TableId> fedBy(String topic) {
    Set<TableId> found = new TreeSet<>();
    mirrors.forEach(
        (id, mirror) -> {
          if (mirror.progress().topics().containsKey(topic)) {
            found.add(id);
          }
        });
    if (found.isEmpty()) {
      topics.table(topic).filter(tables::selects).ifPresent(found::add);
    }
    return found;
  }

  /** The tables that an event in the quarantine may be about. */
  Set<TableId> concernedBy(Quarantined event) {
    return event.table() == null ? fedBy(event.at().topic()) : Set.of(event.table());
  }

  /** Merge small files where there are many. */
  void compact() {
    quarantine.table().compact();
    changes.table().compact();
    ledger.table().compact();
    alerts.compact();
    schemaChanges.table().compact();
    stale.table().compact();
    mirrors.values().forEach(mirror -> mirror.compact());
    aggregates.forEach(AggregateTable::compact);
  }
}
