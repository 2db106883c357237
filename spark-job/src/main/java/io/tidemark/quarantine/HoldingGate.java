package io.tidemark.quarantine;

import io.tidemark.config.SchemaPolicy;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.RowKey;
import io.tidemark.mirror.Gate;
import io.tidemark.mirror.RefusedChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
  private static final String ACCEPT =
      "the table's shape changed (%s), which has to be accepted: ./tidemark quarantine retry";

  private final Table table;
  private final Map<KafkaPosition, Redriven> redriven;
  private final LinkedRows linked;

  private final Map<KafkaPosition, Refusing> refused = new HashMap<>();
  private final Set<String> heldGroups = new HashSet<>();

  private TableHolds holds;
  private final Map<KafkaPosition, Quarantined> current = new HashMap<>();
  private final Map<String, List<KafkaPosition>> byRow = new HashMap<>();
  private final Set<KafkaPosition> kept = new LinkedHashSet<>();
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
      return event
          .tried(State.APPLYING, event.fate().reason(), request)
          .with(State.APPLYING, requestedAt);
    }
  }

  private record Refusing(Stage stage, String reason, Scope scope) {}

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
    if (event.hold().scope() == Scope.ROW) {
      for (String row : event.hold().keys()) {
        byRow.computeIfAbsent(row, key -> new ArrayList<>()).add(event.at());
      }
    }
  }

  @Override
  public boolean passes(ChangeEvent change) {
    boolean asked = !redriven.isEmpty() && redriven.containsKey(change.at());
    if (stop != null || (!asked && table.known().test(change.at()))) {
      return false;
    }
    if (asked && (passed.contains(change.at()) || kept.contains(change.at()))) {
      return false; // In a replay it comes from Kafka too.
    }
    Refusing why = refused.isEmpty() ? null : refused.get(change.at());
    if (why == null) {
      why = inTheWay(change, asked);
    }
    if (why != null) {
      keep(change, why);
    } else if (asked && stop == null) {
      passed.add(change.at());
    }
    return why == null && stop == null;
  }

  /** Why a change can't pass; null if it can, or if nothing can from here on. */
  private Refusing inTheWay(ChangeEvent change, boolean asked) {
    if (change.op() == Operation.TRUNCATE) {
      truncate(change);
      return null;
    }
    if (holds.holdsTable(change)) {
      return held(change, BEHIND_TABLE);
    }
    if (table.policy() != SchemaPolicy.EVOLVE && !asked) {
      String difference = table.difference().apply(change);
      if (!difference.isEmpty() && table.policy() == SchemaPolicy.STOP) {
        stop = new RefusedChange(change, difference);
        return null;
      }
      if (!difference.isEmpty()) {
        Refusing why = new Refusing(Stage.SCHEMA, ACCEPT.formatted(difference), Scope.TABLE);
        refused.put(change.at(), why);
        return why;
      }
    }
    if (holds.isEmpty() && heldGroups.isEmpty()) {
      return null;
    }
    String key = Hold.key(RowKey.of(change));
    boolean held =
        holds.holdsRow(key, change)
            || holds.holdsRow(Hold.key(RowKey.otherOf(change)), change)
            || (!heldGroups.isEmpty()
                && linked.group(change) != null
                && heldGroups.contains(linked.group(change)));
    if (held && change.op() == Operation.READ) {
      read(key, change);
      return null;
    }
    return held ? held(change, BEHIND) : null;
  }

  private static Refusing held(ChangeEvent change, String reason) {
    return new Refusing(Stage.HELD, reason, scope(change));
  }

  /** Without a key nobody can tell what lies behind a change. */
  private static Scope scope(ChangeEvent change) {
    return change.key() == null ? Scope.NOTHING : Scope.ROW;
  }

  /** The change before which the job has to stop, and what it shows; null to go on. */
  public RefusedChange stop() {
    return stop;
  }

  @Override
  public void refused(RefusedChange change) {
    ChangeEvent event = change.event();
    refuse(event, new Refusing(Stage.MIRROR, change.reason(), scope(event)));
    // What a row of a snapshot has made void is not void.
    again |= event.op() == Operation.READ;
  }

  /**
   * Changes that turned out not to be possible when all were planned, each row's in their order.
   */
  public void take(List<RefusedChange> unforeseen) {
    Set<String> rows = new HashSet<>();
    for (RefusedChange change : unforeseen) {
      String row = Hold.key(RowKey.of(change.event()));
      boolean first = row == null || rows.add(row);
      if (first && !kept.contains(change.event().at())) {
        refuse(change.event(), Stage.MIRROR, change.reason());
      }
    }
  }

  /** Refuse a change that may have passed: planning has to begin again. */
  public void refuse(ChangeEvent change, Stage stage, String reason) {
    refuse(change, new Refusing(stage, reason, scope(change)));
    again = true;
  }

  /** Refuse a change that may have passed, and hold the whole table behind it. */
  public void refuseTable(ChangeEvent change, Stage stage, String reason) {
    refuse(change, new Refusing(stage, reason, Scope.TABLE));
    again = true;
  }

  private void refuse(ChangeEvent change, Refusing why) {
    refused.put(change.at(), why);
    keep(change, why);
  }

  private void keep(ChangeEvent change, Refusing why) {
    Quarantined event =
        new Quarantined(change.at(), why.stage(), Hold.behind(change, why.scope()), why.reason());
    Redriven asked = redriven.get(change.at());
    if (asked != null) {
      Quarantined before = asked.event();
      event =
          before
              .with(before.hold().with(why.scope()))
              .tried(event.state(), why.reason(), asked.request());
    }
    passed.remove(change.at());
    enter(event);
    kept.add(change.at());
    holds.add(event);
    String group = linked.group(change);
    if (group != null && heldGroups.add(group)) {
      again = true; // Earlier changes of the group may have passed.
    }
  }

  /** A whole row: what waits for it is void. */
  private void read(String key, ChangeEvent read) {
    holds.release(key);
    List<KafkaPosition> waiting = byRow.remove(key);
    for (KafkaPosition at : waiting == null ? List.<KafkaPosition>of() : waiting) {
      Quarantined event = current.get(at);
      resolve(
          key.equals(event.hold().key())
              ? event.with(State.SUPERSEDED, Quarantined.place(read.at()))
              : event.with(event.hold().withoutOtherKey()));
    }
  }

  private void truncate(ChangeEvent truncate) {
    long lsn = truncate.position().lsn();
    holds.releaseBelow(lsn);
    for (Quarantined event : List.copyOf(current.values())) {
      Long from = event.hold().lsn();
      boolean below = from != null && Long.compareUnsigned(from, lsn) < 0;
      if (below && event.isOpen()) {
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
  public List<Quarantined> fresh() {
    return kept.stream().filter(at -> !redriven.containsKey(at)).map(current::get).toList();
  }

  /** Events that were in the quarantine before, as they are now; only those that have changed. */
  public List<Quarantined> changed() {
    List<Quarantined> events = new ArrayList<>();
    redriven.forEach(
        (at, asked) -> {
          if (kept.contains(at)) {
            events.add(current.get(at));
          } else if (passed.contains(at)) {
            events.add(asked.applying());
          }
        });
    changed.stream().filter(at -> !kept.contains(at)).forEach(at -> events.add(current.get(at)));
    return events;
  }
}
