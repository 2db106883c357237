package io.tidemark.stream;

import io.tidemark.aggregate.AggregateTable;
import io.tidemark.alert.Alert;
import io.tidemark.alert.AlertRules;
import io.tidemark.alert.AlertSender;
import io.tidemark.alert.RuleState;
import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TableId;
import io.tidemark.ledger.Lag;
import io.tidemark.ledger.LedgerEntry;
import io.tidemark.ledger.TableEntry;
import io.tidemark.mirror.MirrorChange;
import io.tidemark.mirror.MirrorPlan;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.mirror.RefusedChange;
import io.tidemark.net.KeyChangePairs;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import io.tidemark.quarantine.Refused;
import io.tidemark.repair.RepairMessage;
import io.tidemark.source.KafkaSource;
import io.tidemark.transaction.Frontier;
import io.tidemark.transaction.TransactionCut;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * What a micro-batch does: quarantine, change log, mirrors, aggregates, alerts, ledger, each in a
 * commit of its own that says how far it is. Wherever it stops, the next start takes up what is
 * missing and nothing twice.
 */
final class MicroBatch {
  private static final String DOUBLED =
      "the connector has read the table anew, and without a primary key its rows can't be told from"
          + " those that were there: they are there twice";

  /** Micro-batches' worth of messages that may wait in memory. */
  private static final int MOST_WAITING = 2;

  /** How long changes from before a new primary key may be on their way to other partitions. */
  private static final long REKEY_PATIENCE_MS = 5_000;

  private final Selection selection;
  private final KafkaSource source;
  private final Lake lake;
  private final Workers workers;
  private final AlertRules rules;
  private final AlertSender sender;
  private final Clock clock;
  private final Refill refill;
  private final Reloads reloads;
  private final long mostWaiting;
  private final TransactionCut transactions;
  private final KeyChangePairs pairs;
  private RuleState ruleState = RuleState.empty();
  private long lastBatchId;
  private boolean wider;
  private volatile long lastLsn;

  MicroBatch(
      PipelineConfig config, KafkaSource source, Lake lake, Workers workers, Alerting alerting) {
    this.selection = new Selection(config.tables());
    this.source = source;
    this.lake = lake;
    this.workers = workers;
    this.rules = alerting.rules();
    this.sender = alerting.sender();
    this.clock = Clock.systemUTC();
    this.refill = new Refill(config.source().postgres(), clock);
    this.reloads = new Reloads(source::ends);
    this.mostWaiting = MOST_WAITING * config.trigger().maxRecords();
    this.transactions = new TransactionCut(config.trigger().maxRecords(), source::ends);
    this.pairs = new KeyChangePairs(mostWaiting, source::ends);
    this.lastLsn = lake.ledger.latest().map(LedgerEntry::maxLsn).orElse(0L);
  }

  /** The highest LSN of the last micro-batch with changes, 0 before the first. */
  long lastLsn() {
    return lastLsn;
  }

  /** Number of messages that were read and have to wait for others. */
  int waiting() {
    return pairs.waiting() + transactions.waiting();
  }

  /** Whether some wait for others that should be in Kafka already. */
  boolean stuck() {
    return pairs.waiting() > 0 || transactions.stuck();
  }

  /** Whether so many wait that the query should start anew where the lake stands. */
  boolean crowded() {
    return pairs.crowded() || wider;
  }

  /** The messages that wait will be read again. */
  void forgetWaiting() {
    pairs.forget();
    transactions.forget();
    wider = false;
  }

  /** What raises alerts and what delivers them. */
  record Alerting(AlertRules rules, AlertSender sender) {}

  /**
   * Apply a micro-batch.
   *
   * @param ledger takes what it says of each part of the micro-batch that was applied
   */
  void apply(Dataset<Row> batch, long batchId, Consumer<LedgerEntry> ledger) {
    lastBatchId = batchId;
    List<Decoded> messages = source.messages(batch);
    wider = lake.hasMorePartitions(messages);
    apply(messages, batch.sparkSession(), ledger);
  }

  /** Apply those of the messages that wait which need not wait any more. */
  void applyWaiting(SparkSession spark, Consumer<LedgerEntry> ledger) {
    apply(List.of(), spark, ledger);
  }

  /** Apply messages, each partition's in the order of its offsets. */
  void apply(List<Decoded> messages, SparkSession spark, Consumer<LedgerEntry> ledger) {
    List<Decoded> fresh = messages;
    boolean moved = true;
    while (moved) {
      LedgerEntry entry = apply(fresh, spark);
      if (entry != null) {
        ledger.accept(entry);
      }
      fresh = List.of();
      moved = entry != null && pairs.waiting() > 0;
    }
  }

  private LedgerEntry apply(List<Decoded> fresh, SparkSession spark) {
    long startedAt = nowMicros();
    Progress held = lake.ledger.progress();
    Frontier frontier = lake.ledger.frontier();
    List<Decoded> whole = transactions.take(pairs.drain(), fresh, held, frontier, clock.millis());
    Planned planned = planned(pairs.take(whole, held, clock.millis()));
    Tally tally = new Tally(planned.messages(), lake.ledger.progress(), frontier, selection);
    if (tally.isEmpty()) {
      return null;
    }
    List<Refused> refused = refused(spark, tally, planned.plans());
    lake.quarantine.commit(refused, tally.progress(), nowMicros());
    commitChanges(planned.messages());
    List<TableEntry> tables = commitMirrors(planned.plans());
    lake.mirrors().forEach((id, mirror) -> lake.schemaChanges.tell(id, mirror, nowMicros()));
    markDoubled(planned.plans().keySet());
    commitRepairs(tally);
    raiseAlerts(tally, refused);
    transactions.settle(frontier, planned.messages(), tally.progress(), clock.millis());
    LedgerEntry entry = entry(startedAt, tally, tables, frontier);
    lake.ledger.commit(entry, tally.progress(), frontier);
    lastLsn = entry.maxLsn() == null ? lastLsn : entry.maxLsn();
    lake.mirrors().forEach(refill::look);
    removeGone();
    lake.compact();
    return entry;
  }

  /** Remove rows that a snapshot of their whole table did not bring again, once it is over. */
  void removeGone() {
    lake.mirrors()
        .forEach(
            (table, mirror) -> {
              if (reloads.complete(table, mirror, lake.ledger::progress, clock.millis())) {
                follow(table, mirror, mirror.removeGone());
              }
            });
  }

  /** Whether {@link #removeGone} has to be called again. */
  boolean reloading() {
    return reloads.waiting();
  }

  /** Messages, and what mirrors will do with them. */
  private record Planned(List<Decoded> messages, Map<MirrorTable, MirrorPlan> plans) {}

  private Planned planned(List<Decoded> ready) {
    List<Decoded> messages = ready;
    while (true) {
      Map<MirrorTable, MirrorPlan> plans = plan(messages);
      List<ChangeEvent> early = early(messages, plans.values());
      if (!early.isEmpty()) {
        messages = pairs.holdBack(messages, early);
      } else if (plans.values().stream().allMatch(plan -> plan.otherKey() == null)) {
        return new Planned(messages, plans);
      } else {
        plans.forEach(MicroBatch::rekey);
      }
    }
  }

  /** The first changes that have to wait for others, by table. */
  private List<ChangeEvent> early(List<Decoded> messages, Collection<MirrorPlan> plans) {
    List<ChangeEvent> early = new ArrayList<>();
    for (MirrorPlan plan : plans) {
      ChangeEvent unfinished = plan.unfinished();
      if (unfinished != null
          && messages.size() <= mostWaiting
          && !over(unfinished, messages, KeyChangePairs.PATIENCE_MS)) {
        early.add(unfinished);
      }
      ChangeEvent otherKey = plan.otherKey();
      if (otherKey != null && (!plan.isEmpty() || !over(otherKey, messages, REKEY_PATIENCE_MS))) {
        early.add(otherKey);
      }
    }
    return early;
  }

  private boolean over(ChangeEvent change, List<Decoded> messages, long patienceMs) {
    return pairs.over(change, messages, lake.ledger.progress(), patienceMs, clock.millis());
  }

  private static void rekey(MirrorTable mirror, MirrorPlan plan) {
    if (plan.otherKey() != null) {
      mirror.rekey(plan.otherKey());
    }
  }

  private Map<MirrorTable, MirrorPlan> plan(List<Decoded> messages) {
    Map<TableId, List<ChangeEvent>> byTable = new TreeMap<>();
    for (Decoded message : messages) {
      if (message instanceof ChangeEvent change) {
        ChangeEvent event = RepairMessage.asChange(change);
        if (event.table() != null && selection.selects(event)) {
          byTable.computeIfAbsent(event.table(), table -> new ArrayList<>()).add(event);
        }
      }
    }
    Set<TableId> signed =
        lake.aggregates.stream().map(AggregateTable::from).collect(Collectors.toSet());
    Map<MirrorTable, MirrorPlan> plans = new LinkedHashMap<>();
    workers
        .all(
            byTable.entrySet(),
            entry -> {
              MirrorTable mirror = lake.mirror(entry.getKey());
              return Map.entry(
                  mirror, mirror.plan(entry.getValue(), signed.contains(entry.getKey())));
            })
        .forEach(plan -> plans.put(plan.getKey(), plan.getValue()));
    return plans;
  }

  private List<Refused> refused(
      SparkSession spark, Tally tally, Map<MirrorTable, MirrorPlan> plans) {
    List<Refused> refused = new ArrayList<>();
    for (Refusal refusal : tally.refusals()) {
      refused.add(
          new Refused(refusal.at(), "decode", refusal.reason(), refusal.key(), refusal.value()));
    }
    Map<KafkaPosition, String> byMirrors = new LinkedHashMap<>();
    for (MirrorPlan plan : plans.values()) {
      for (RefusedChange change : plan.refused()) {
        byMirrors.put(change.event().at(), change.reason());
      }
    }
    if (!byMirrors.isEmpty()) {
      Map<KafkaPosition, KafkaSource.RawMessage> raw = source.raw(spark, byMirrors.keySet());
      byMirrors.forEach(
          (at, reason) -> {
            tally.refused(at);
            KafkaSource.RawMessage bytes = raw.get(at);
            refused.add(new Refused(at, "mirror", reason, bytes.key(), bytes.value()));
          });
    }
    return refused;
  }

  private void commitChanges(List<Decoded> messages) {
    Progress after = lake.changes.progress();
    List<ChangeEvent> fresh = new ArrayList<>();
    for (Decoded message : messages) {
      if (after.take(message) == Verdict.NEW
          && message instanceof ChangeEvent event
          && selection.selects(event)) {
        fresh.add(event);
      }
    }
    lake.changes.commit(fresh, after, nowMicros());
  }

  private List<TableEntry> commitMirrors(Map<MirrorTable, MirrorPlan> plans) {
    return workers.all(
        plans.entrySet().stream()
            .filter(e -> !e.getValue().applied().isEmpty() && e.getKey().table().isPresent())
            .toList(),
        entry -> commitMirror(entry.getKey(), entry.getValue()));
  }

  private TableEntry commitMirror(MirrorTable mirror, MirrorPlan plan) {
    TableId table = plan.applied().get(0).table();
    MirrorChange change = mirror.commit(plan, nowMicros());
    long visibleAt = nowMicros();
    Lag lag = new Lag();
    for (ChangeEvent event : plan.applied()) {
      if (event.op() != Operation.READ) {
        lag.add(event.commitMicros(), visibleAt);
      }
    }
    follow(table, mirror, change);
    long version = mirror.table().orElseThrow().version();
    return new TableEntry(table, plan.applied().size(), version, visibleAt, lag);
  }

  private void markDoubled(Collection<MirrorTable> changed) {
    if (!lake.stale.mark(lake.doubled(changed), DOUBLED, nowMicros()).isEmpty()) {
      raiseStale();
    }
  }

  /** Alerts for all stale tables; those that were raised already are left as they are. */
  void raiseStale() {
    List<Alert> alerts = new ArrayList<>();
    lake.stale
        .all()
        .forEach(s -> alerts.addAll(rules.stale(s.table(), s.reason(), s.sinceMicros())));
    sender.offer(lake.alerts.append(alerts));
  }

  /** Tables that a comparison has found equal again are not stale any more. */
  private void commitRepairs(Tally tally) {
    for (ChangeEvent change : tally.changes()) {
      RepairMessage.of(change)
          .filter(message -> message.state() == RepairMessage.State.EQUAL)
          .ifPresent(message -> lake.stale.clear(message.table()));
    }
  }

  private void follow(TableId table, MirrorTable mirror, MirrorChange change) {
    for (AggregateTable aggregate : lake.aggregates) {
      if (aggregate.from().equals(table)) {
        aggregate.follow(mirror, change, nowMicros());
      }
    }
  }

  /** Alerts go out after the commit of what they speak of. */
  private void raiseAlerts(Tally tally, List<Refused> refused) {
    List<Decoded> told = new ArrayList<>(tally.changes());
    refused.forEach(r -> told.add(new Refusal(r.at(), r.reason(), r.key(), r.value())));
    AlertRules.Raised raised = rules.raise(told, ruleState);
    ruleState = raised.state();
    sender.offer(lake.alerts.append(raised.alerts()));
  }

  private LedgerEntry entry(
      long startedAt, Tally tally, List<TableEntry> tables, Frontier frontier) {
    return new LedgerEntry(
        lastBatchId,
        startedAt,
        nowMicros(),
        tally.consumed(),
        tally.applied(),
        tally.duplicates(),
        tally.control(),
        tally.excluded(),
        tally.quarantined(),
        tally.maxLsn(),
        tables,
        lake.versions(),
        frontier.reached(lake.holdsNothingBeyond(tally.progress())),
        frontier.whole().orElse(null));
  }

  long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }
}
