package io.tidemark.stream;

import io.tidemark.alert.Alert;
import io.tidemark.alert.AlertRules;
import io.tidemark.alert.AlertSender;
import io.tidemark.alert.RuleState;
import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TableId;
import io.tidemark.decode.Weight;
import io.tidemark.error.TidemarkException;
import io.tidemark.ledger.LedgerEntry;
import io.tidemark.ledger.LedgerTable;
import io.tidemark.ledger.TableEntry;
import io.tidemark.mirror.MirrorPlan;
import io.tidemark.mirror.RefusedChange;
import io.tidemark.net.KeyChangePairs;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Room;
import io.tidemark.progress.Verdict;
import io.tidemark.quarantine.Quarantined;
import io.tidemark.repair.RepairMessage;
import io.tidemark.source.KafkaSource;
import io.tidemark.source.Parts;
import io.tidemark.transaction.Frontier;
import io.tidemark.transaction.TransactionCut;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a micro-batch does: quarantine, change log, mirrors, aggregates, alerts, ledger, each in a
 * commit of its own that says how far it is. Wherever it stops, the next start takes up what is
 * missing and nothing twice.
 */
final class MicroBatch {
  private static final String DOUBLED =
      "the connector has read the table anew, and without a primary key its rows can't be told from"
          + " those that were there: they are there twice";

  /** Micro-batches' worth of messages that may wait in memory, and parts' worth of their bytes. */
  private static final int MOST_WAITING = 2;

  /** How long changes from before a new primary key may be on their way to other partitions. */
  private static final long REKEY_PATIENCE_MS = 5_000;

  private final Selection selection;
  private final KafkaSource source;
  private final Lake lake;
  private final AlertRules rules;
  private final AlertSender sender;
  private final Clock clock;
  private final Workers workers;
  private final Planning planning;
  private final MirrorCommits commits;
  private final Refill refill;
  private final Reloads reloads;
  final Shapes shapes;
  private final PartSize partSize = PartSize.ofHeap();
  private final Room mostWaiting;
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
    this.shapes = new Shapes(config, lake);
    this.planning = new Planning(lake, selection, config.tables().schemaChanges(), workers, shapes);
    this.commits = new MirrorCommits(lake, workers, planning, this::nowMicros);
    Room room = new Room(config.trigger().maxRecords(), partSize.most());
    this.mostWaiting = room.times(MOST_WAITING);
    this.transactions = new TransactionCut(room, source::ends);
    this.pairs = new KeyChangePairs(mostWaiting, source::ends);
    this.lastLsn = LedgerTable.lastLsn(lake.ledger.table());
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

  /** A micro-batch's messages, which are applied part by part. */
  Parts parts(Dataset<Row> batch) {
    return source.parts(batch);
  }

  /**
   * Apply the next part of a micro-batch. Between two parts the lake is as between two
   * micro-batches.
   *
   * @param ledger takes what it says of each step in which the part was applied
   */
  void apply(Parts parts, long batchId, Consumer<LedgerEntry> ledger) {
    lastBatchId = batchId;
    long begunAt = System.nanoTime();
    List<Decoded> messages = parts.take(partSize.bytes());
    wider = lake.hasMorePartitions(messages);
    apply(messages, ledger);
    partSize.took(messages.stream().mapToLong(Weight::of).sum(), System.nanoTime() - begunAt);
  }

  /** Apply those of the messages that wait which need not wait any more. */
  void applyWaiting(Consumer<LedgerEntry> ledger) {
    apply(List.of(), ledger);
  }

  /** Apply messages, each partition's in the order of its offsets. */
  void apply(List<Decoded> messages, Consumer<LedgerEntry> ledger) {
    List<Decoded> fresh = messages;
    boolean moved = true;
    while (moved) {
      LedgerEntry entry = apply(fresh);
      if (entry != null) {
        ledger.accept(entry);
      }
      fresh = List.of();
      moved = entry != null && pairs.waiting() > 0;
    }
  }

  private LedgerEntry apply(List<Decoded> fresh) {
    long startedAt = nowMicros();
    Progress held = lake.ledger.progress();
    Frontier frontier = lake.ledger.frontier();
    List<Decoded> whole = transactions.take(pairs.drain(), fresh, held, frontier, clock.millis());
    Planned planned = planned(pairs.take(whole, held, clock.millis()), held);
    Tally tally = new Tally(planned.messages(), lake.ledger.progress(), frontier, selection);
    if (tally.isEmpty()) {
      planned.requireNoStop();
      return null;
    }
    Intake intake = new Intake(lake, source::raw, tally, planned.refused());
    intake.markStale(planned.retries().stale(), nowMicros());
    intake.commit(planned.tables(), planned.retries().resolved(), nowMicros());
    Runnable changeLog = workers.beside(() -> commitChanges(planned));
    List<TableEntry> tables = commits.commit(planned.tables(), intake, changeLog);
    lake.settleRetries(nowMicros());
    tally.quarantined(lake.quarantine::has);
    shapes.settle(nowMicros());
    markDoubled(planned.tables());
    if (!intake.stale().isEmpty()) {
      raiseStale();
    }
    commitRepairs(tally);
    raiseAlerts(tally, planned, intake);
    transactions.settle(frontier, planned.messages(), tally.progress(), clock.millis());
    LedgerEntry entry = entry(startedAt, tally, tables, frontier);
    lake.ledger.commit(entry, tally.progress(), frontier);
    lastLsn = entry.maxLsn() == null ? lastLsn : entry.maxLsn();
    planned.requireNoStop();
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
                long since = mirror.reloadedSinceMs();
                lake.makeVoid(table, event -> event.at().timestampMs() < since, nowMicros());
                commits.follow(table, mirror, mirror.removeGone());
              }
            });
  }

  /** Whether {@link #removeGone} has to be called again. */
  boolean reloading() {
    return reloads.waiting();
  }

  private Planned planned(List<Decoded> ready, Progress held) {
    Retries retries = Retries.of(ready, held, lake, source::decode, selection);
    List<Decoded> messages = ready;
    TidemarkException stop = null;
    while (true) {
      Map<Refusal, Quarantined> refused = Intake.refused(messages, held, lake);
      List<TablePlan> plans =
          planning.plan(messages, List.copyOf(refused.values()), retries, nowMicros());
      List<ChangeEvent> early = early(messages, plans);
      for (TablePlan plan : plans) {
        RefusedChange first = plan.gate().stop();
        if (first != null) {
          early.add(first.event());
          stop = Planned.stop(plan.table(), first.reason());
        }
      }
      if (!early.isEmpty()) {
        messages = pairs.holdBack(messages, early);
      } else if (plans.stream().allMatch(plan -> plan.plan().otherKey() == null)) {
        return new Planned(messages, plans, refused, retries, stop);
      } else {
        plans.forEach(MicroBatch::rekey);
      }
    }
  }

  /** The first changes that have to wait for others, by table. */
  private List<ChangeEvent> early(List<Decoded> messages, List<TablePlan> plans) {
    List<ChangeEvent> early = new ArrayList<>();
    for (TablePlan table : plans) {
      MirrorPlan plan = table.plan();
      ChangeEvent unfinished = plan.unfinished();
      if (unfinished != null
          && mostWaiting.holds(messages)
          && !table.isRedriven(unfinished)
          && !over(unfinished, messages, KeyChangePairs.PATIENCE_MS)) {
        early.add(unfinished);
      }
      ChangeEvent otherKey = plan.otherKey();
      if (otherKey != null
          && !table.isRedriven(otherKey)
          && (!plan.isEmpty() || !over(otherKey, messages, REKEY_PATIENCE_MS))) {
        early.add(otherKey);
      }
    }
    return early;
  }

  private boolean over(ChangeEvent change, List<Decoded> messages, long patienceMs) {
    return pairs.over(change, messages, lake.ledger.progress(), patienceMs, clock.millis());
  }

  private static void rekey(TablePlan plan) {
    if (plan.plan().otherKey() != null) {
      plan.mirror().rekey(plan.plan().otherKey());
    }
  }

  private void commitChanges(Planned planned) {
    Progress after = lake.changes.progress();
    List<ChangeEvent> fresh = new ArrayList<>();
    for (Decoded message : planned.messages()) {
      if (after.take(message) == Verdict.NEW
          && message instanceof ChangeEvent event
          && selection.selects(event)) {
        fresh.addAll(planned.retries().decoded(event));
        fresh.add(event);
      }
    }
    lake.changes.commit(fresh, after, nowMicros());
  }

  private void markDoubled(List<TablePlan> plans) {
    List<TableId> doubled =
        plans.stream().filter(plan -> plan.mirror().doubled()).map(TablePlan::table).toList();
    if (!lake.stale.mark(doubled, DOUBLED, nowMicros()).isEmpty()) {
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
          .ifPresent(this::proven);
    }
  }

  /** A table is right without what was in the quarantine before it was compared. */
  private void proven(RepairMessage message) {
    lake.makeVoid(
        message.table(),
        event -> event.refusedAtMicros() <= message.quarantinedMicros(),
        nowMicros());
    shapes.proven(message.table(), message.lsn());
  }

  /** Alerts go out after the commit of what they speak of. */
  private void raiseAlerts(Tally tally, Planned planned, Intake intake) {
    List<Decoded> told = new ArrayList<>(tally.changes());
    tally.changes().forEach(change -> told.addAll(planned.retries().decoded(change)));
    told.addAll(intake.refused());
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
