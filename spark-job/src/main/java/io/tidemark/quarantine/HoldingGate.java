package io.tidemark.quarantine;

import io.tidemark.config.SchemaPolicy;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.RowKey;
import io.tidemark.decode.TableId;
import io.tidemark.mirror.Gate;
import io.tidemark.mirror.RefusedChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Keeps a table's changes in order: what lies behind a change in the quarantine goes there too. A
 * snapshot's row and a TRUNCATE are the truth of a later moment: they pass, and make void what
 * waits for their row or table.
 *
 * <p>Whether a change can be applied may show only when all are planned. So planning begins again
 * with {@link #begin} until {@link #settled}: what was refused stays refused, and what lies behind
 * it is held. Mutable; of one table and micro-batch; not thread-safe.
 */
public final class HoldingGate implements Gate {
  private static final String BEHIND = "an earlier change of its row is in the quarantine";
  private static final String BEHIND_TABLE =
      "its table is held: an earlier change of it is in the quarantine";

  private final Table table;
  private final Map<KafkaPosition, Redriven> redriven;
  private final LinkedRows linked;

  private final Map<KafkaPosition, Refusing> refused = new HashMap<>();
  private final Set<String> heldGroups = new HashSet<>();

  private TableHolds holds;
  private final Map<KafkaPosition, Quarantined> current = new HashMap<>();
  private final Map<String, List<KafkaPosition>> byRow = new HashMap<>();
  private final Map<KafkaPosition, ChangeEvent> kept = new LinkedHashMap<>();
  private final Set<KafkaPosition> changed = new HashSet<>();
  private final Set<KafkaPosition> passed = new HashSet<>();
  private RefusedChange stop;
  private boolean again;

  /**
   * What a gate knows of its table.
   *
   * @param open its events in the quarantine, but for those that are driven again
   * @param known whether the quarantine holds what lies at a position already
   * @param difference what a change shows of its table's shape that the mirror has not, for people;
   *     empty for nothing
   */
  public record Table(
      TableId id,
      Collection<Quarantined> open,
      Predicate<KafkaPosition> known,
      SchemaPolicy policy,
      Function<ChangeEvent, String> difference) {}

  /**
   * An event of the quarantine that is tried again.
   *
   * @param event as it is there
   * @param change as it is decoded now
   * @param request who asks for it
   * @param requestedAt where the request lies in Kafka
   */
  public record Redriven(
      Quarantined event, ChangeEvent change, String request, String requestedAt) {
    private Quarantined applying() {
      return event.tried(State.APPLYING, event.reason(), request).with(State.APPLYING, requestedAt);
    }
  }

  private record Refusing(Stage stage, String reason, Scope holds) {}

  /** A gate that refuses what this one does, for a trial. */
  public HoldingGate trial(List<ChangeEvent> changes, Collection<Redriven> asked) {
    HoldingGate trial = new HoldingGate(table, changes, asked);
    trial.refused.putAll(refused);
    return trial;
  }

  /**
   * A gate before its first run.
   *
   * @param changes all that it may be asked for, in no order
   */
  public HoldingGate(Table table, List<ChangeEvent> changes, Collection<Redriven> redriven) {
    this.table = table;
    this.redriven = new LinkedHashMap<>();
    redriven.forEach(event -> this.redriven.put(event.event().at(), event));
    List<ChangeEvent> all = new ArrayList<>();
    redriven.forEach(event -> all.add(event.change()));
    all.addAll(changes);
    linked = new LinkedRows(all);
    begin();
  }

  /** Begin another run over all changes. */
  public void begin() {
    holds = TableHolds.of(table.open());
    current.clear();
    byRow.clear();
    kept.clear();
    changed.clear();
    passed.clear();
    table.open().forEach(this::enter);
    stop = null;
    again = false;
  }

  /** Whether the last run's answers agree with all that is known now. */
  public boolean settled() {
    return !again;
  }

  private void enter(Quarantined event) {
    current.put(event.at(), event);
    if (event.holds() == Scope.ROW) {
      byRow.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(event.at());
      if (event.otherKey() != null) {
        byRow.computeIfAbsent(event.otherKey(), key -> new ArrayList<>()).add(event.at());
      }
    }
  }

  @Override
  public boolean passes(ChangeEvent change) {
    boolean asked = !redriven.isEmpty() && redriven.containsKey(change.at());
    if (stop != null || (!asked && table.known().test(change.at()))) {
      return false;
    }
    if (asked && (passed.contains(change.at()) || kept.containsKey(change.at()))) {
      return false; // In a replay it comes from Kafka too.
    }
    Refusing known = refused.isEmpty() ? null : refused.get(change.at());
    boolean passes = known == null ? isFree(change, asked) : !keep(change, known);
    if (passes && asked) {
      passed.add(change.at());
    }
    return passes;
  }

  private boolean isFree(ChangeEvent change, boolean asked) {
    if (change.op() == Operation.TRUNCATE) {
      truncate(change);
      return true;
    }
    if (holds.holdsTable(change)) {
      return !keep(change, new Refusing(Stage.HELD, BEHIND_TABLE, null));
    }
    if (table.policy() != SchemaPolicy.EVOLVE && !asked) {
      String difference = table.difference().apply(change);
      if (!difference.isEmpty()) {
        return table.policy() == SchemaPolicy.STOP
            ? stop(change, difference)
            : !refuse(change, Stage.SCHEMA, accept(difference), Scope.TABLE);
      }
    }
    if (holds.isEmpty() && heldGroups.isEmpty()) {
      return true;
    }
    String key = TableHolds.key(RowKey.of(change));
    boolean held =
        holds.holdsRow(key, change)
            || holds.holdsRow(TableHolds.key(RowKey.otherOf(change)), change)
            || (!heldGroups.isEmpty()
                && linked.group(change) != null
                && heldGroups.contains(linked.group(change)));
    if (held && change.op() == Operation.READ) {
      read(key, change);
      return true;
    }
    return !(held && keep(change, new Refusing(Stage.HELD, BEHIND, null)));
  }

  private static String accept(String difference) {
    return "the table's shape changed (%s), which has to be accepted: ./tidemark quarantine retry"
        .formatted(difference);
  }

  private boolean stop(ChangeEvent change, String difference) {
    stop = new RefusedChange(change, difference);
    return false;
  }

  /** The change before which the job has to stop, and what it shows; null to go on. */
  public RefusedChange stop() {
    return stop;
  }

  @Override
  public void refused(RefusedChange change) {
    refuse(change.event(), Stage.MIRROR, change.reason());
    // What a row of a snapshot has made void is not void.
    again |= change.event().op() == Operation.READ;
  }

  /**
   * Changes that turned out not to be possible when all were planned, each row's in their order.
   */
  public void take(List<RefusedChange> unforeseen) {
    Set<String> rows = new HashSet<>();
    for (RefusedChange change : unforeseen) {
      String row = TableHolds.key(RowKey.of(change.event()));
      boolean first = row == null || rows.add(row);
      if (first && !kept.containsKey(change.event().at())) {
        refuse(change.event(), Stage.MIRROR, change.reason());
        again = true;
      }
    }
  }

  /** Refuse a change; planning has to begin again if it has passed already. */
  public void refuse(ChangeEvent change, Stage stage, String reason) {
    refuse(change, stage, reason, change.key() == null ? Scope.NOTHING : Scope.ROW);
  }

  /** Refuse a change that has passed, and hold the whole table behind it. */
  public void refuseAgain(ChangeEvent change, Stage stage, String reason) {
    refuse(change, stage, reason, Scope.TABLE);
    again = true;
  }

  /** Refuse a change, and hold the whole table behind it. */
  public void refuseTable(ChangeEvent change, Stage stage, String reason) {
    refuse(change, stage, reason, Scope.TABLE);
  }

  private boolean refuse(ChangeEvent change, Stage stage, String reason, Scope scope) {
    Refusing refusing = new Refusing(stage, reason, scope);
    refused.put(change.at(), refusing);
    return keep(change, refusing);
  }

  /** Keep a change out; always true. */
  private boolean keep(ChangeEvent change, Refusing why) {
    Scope scope = why.holds();
    if (scope == null) {
      scope = change.key() == null ? Scope.NOTHING : Scope.ROW;
    }
    Quarantined event =
        new Quarantined(
            change.at(),
            table.id(),
            why.stage(),
            change.position().lsn(),
            scope,
            TableHolds.key(RowKey.of(change)),
            TableHolds.key(RowKey.otherOf(change)),
            why.reason());
    Redriven asked = redriven.get(change.at());
    if (asked != null) {
      event = asked.event().holding(scope).tried(event.state(), event.reason(), asked.request());
    }
    passed.remove(change.at());
    enter(event);
    kept.put(change.at(), change);
    holds.add(event);
    String group = linked.group(change);
    if (group != null && heldGroups.add(group)) {
      again = true; // Earlier changes of the group may have passed.
    }
    return true;
  }

  /** A whole row: what waits for it is void. */
  private void read(String key, ChangeEvent read) {
    holds.release(key);
    List<KafkaPosition> waiting = byRow.remove(key);
    for (KafkaPosition at : waiting == null ? List.<KafkaPosition>of() : waiting) {
      Quarantined event = current.get(at);
      resolve(
          key.equals(event.key())
              ? event.with(State.SUPERSEDED, Quarantined.place(read.at()))
              : event.withoutOtherKey());
    }
  }

  private void truncate(ChangeEvent truncate) {
    long lsn = truncate.position().lsn();
    holds.releaseBelow(lsn);
    for (Quarantined event : List.copyOf(current.values())) {
      boolean below = event.lsn() != null && Long.compareUnsigned(event.lsn(), lsn) < 0;
      if (below && event.state().isOpen()) {
        resolve(event.with(State.SUPERSEDED, Quarantined.place(truncate.at())));
      }
    }
  }

  private void resolve(Quarantined event) {
    current.put(event.at(), event);
    changed.add(event.at());
  }

  /** Whether changes stay out of the mirror. */
  public boolean keeps() {
    return !kept.isEmpty();
  }

  /**
   * Changes that stay out of the mirror and were not in the quarantine before, as they get there.
   */
  public Map<ChangeEvent, Quarantined> fresh() {
    Map<ChangeEvent, Quarantined> fresh = new LinkedHashMap<>();
    kept.forEach(
        (at, change) -> {
          if (!redriven.containsKey(at)) {
            fresh.put(change, current.get(at));
          }
        });
    return fresh;
  }

  /** Events that were in the quarantine before, as they are now; only those that have changed. */
  public List<Quarantined> changed() {
    List<Quarantined> events = new ArrayList<>();
    redriven.forEach(
        (at, asked) -> {
          if (kept.containsKey(at)) {
            events.add(current.get(at));
          } else if (passed.contains(at)) {
            events.add(asked.applying());
          }
        });
    changed.stream().filter(at -> !kept.containsKey(at)).forEach(at -> events.add(current.get(at)));
    return events;
  }
}
