package io.tidemark.stream;

import io.tidemark.aggregate.AggregateTable;
import io.tidemark.config.SchemaChangesConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.TableId;
import io.tidemark.mirror.MirrorPlan;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.mirror.SchemaChange;
import io.tidemark.quarantine.HoldingGate;
import io.tidemark.quarantine.Quarantined;
import io.tidemark.quarantine.Stage;
import io.tidemark.repair.RepairMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans what a micro-batch does to each table, so that what stays out of a mirror keeps what comes
 * behind it out too. If a plan fails for a reason that nobody foresaw, the change that makes it
 * fail is found and refused, and the others go on.
 */
final class Planning {
  private static final Logger LOG = LoggerFactory.getLogger(Planning.class);

  /** So many changes of a micro-batch may make one table's plan fail; then the table is held. */
  private static final int MOST_POISON = 10;

  private static final String KEY_CHANGED =
      "the primary key changed between this change and those before it, which are applied now; try"
          + " again";

  private final Lake lake;
  private final Selection selection;
  private final SchemaChangesConfig schemaChanges;
  private final Workers workers;
  private final Shapes shapes;

  Planning(
      Lake lake,
      Selection selection,
      SchemaChangesConfig schemaChanges,
      Workers workers,
      Shapes shapes) {
    this.lake = lake;
    this.selection = selection;
    this.schemaChanges = schemaChanges;
    this.workers = workers;
    this.shapes = shapes;
  }

  /**
   * What messages do to the tables.
   *
   * @param refused events among the messages that can't be decoded, as they will be in the
   *     quarantine
   * @param retries what else is to be applied
   * @param nowMicros our clock, microseconds since the epoch
   */
  List<TablePlan> plan(
      List<Decoded> messages, List<Quarantined> refused, Retries retries, long nowMicros) {
    Map<TableId, List<ChangeEvent>> byTable = new TreeMap<>();
    for (Decoded message : messages) {
      if (message instanceof ChangeEvent change) {
        ChangeEvent event = RepairMessage.asChange(change);
        if (event.table() != null && selection.selects(event)) {
          byTable.computeIfAbsent(event.table(), table -> new ArrayList<>()).add(event);
        }
      }
    }
    retries.tables().forEach(table -> byTable.computeIfAbsent(table, id -> List.of()));
    shapes.before(byTable, nowMicros);
    Map<TableId, List<Quarantined>> open = new HashMap<>();
    List<Quarantined> waiting = new ArrayList<>(retries.left());
    waiting.addAll(refused);
    for (Quarantined event : waiting) {
      if (event.table() != null) {
        open.computeIfAbsent(event.table(), table -> new ArrayList<>()).add(event);
      }
    }
    Set<TableId> signed =
        lake.aggregates.stream().map(AggregateTable::from).collect(Collectors.toSet());
    return workers.all(
        byTable.entrySet(),
        entry -> {
          TableId table = entry.getKey();
          TablePlan.Input input =
              new TablePlan.Input(
                  table,
                  entry.getValue(),
                  retries.redriven(table),
                  retries.redrives(table),
                  signed.contains(table));
          return plan(input, gate(input, open.getOrDefault(table, List.of())));
        });
  }

  private HoldingGate gate(TablePlan.Input input, List<Quarantined> open) {
    TableId id = input.table();
    HoldingGate.Table table =
        new HoldingGate.Table(
            open,
            lake.quarantine::has,
            schemaChanges.of(id),
            change -> text(lake.mirror(id).difference(change)));
    return new HoldingGate(table, input.events(), input.redriven());
  }

  private static String text(List<SchemaChange> difference) {
    return difference.stream()
        .map(
            change ->
                "%s %s %s"
                    .formatted(
                        change.kind().name().toLowerCase(Locale.ROOT),
                        change.column(),
                        change.detail()))
        .map(text -> text.replace("  ", " "))
        .collect(Collectors.joining("; "));
  }

  private TablePlan plan(TablePlan.Input input, HoldingGate gate) {
    for (int found = 1; ; found++) {
      try {
        MirrorTable mirror = lake.mirror(input.table());
        return new TablePlan(input, mirror, run(mirror, input, gate), gate);
      } catch (RuntimeException e) {
        narrow(input, gate, e, found);
      }
    }
  }

  /**
   * The plan without the changes that made its commit fail. Nothing of it is committed.
   *
   * @throws RuntimeException the failure, if it is none of the data
   */
  TablePlan without(TablePlan plan, RuntimeException failure) {
    RuntimeException next = failure;
    int found = 1;
    do {
      narrow(plan.input(), plan.gate(), next, found++);
      next = trial(plan.input(), plan.gate());
    } while (next != null);
    return plan(plan.input(), plan.gate());
  }

  /** Find the change that makes a plan fail, and refuse it. */
  private void narrow(TablePlan.Input input, HoldingGate gate, RuntimeException e, int found) {
    if (!Poison.isOfData(e)) {
      throw e;
    }
    lake.reopen(input.table());
    List<ChangeEvent> all = input.all();
    int shortest = Poison.shortest(all.size(), number -> trial(input.first(number), gate) != null);
    if (shortest == 0) {
      throw e;
    }
    ChangeEvent cause = all.get(shortest - 1);
    LOG.warn("Quarantined the change at {}, which made its table's plan fail", cause.at(), e);
    if (found < MOST_POISON) {
      gate.refuse(cause, Stage.POISON, Poison.reason(e));
    } else {
      gate.refuseTable(cause, Stage.POISON, Poison.reason(e));
    }
  }

  /** Why a plan can't be made or committed; null if it can. Nothing is committed. */
  private RuntimeException trial(TablePlan.Input input, HoldingGate gate) {
    try {
      MirrorTable mirror = lake.unsharedMirror(input.table());
      MirrorPlan plan = run(mirror, input, gate.trial(input.events(), input.redriven()));
      if (!plan.applied().isEmpty() && mirror.table().isPresent()) {
        mirror.rehearse();
        mirror.commit(plan, 0);
      }
      return null;
    } catch (RuntimeException e) {
      if (!Poison.isOfData(e)) {
        throw e;
      }
      return e;
    }
  }

  /** Plan again and again, as long as a plan shows that changes can't be applied. */
  private static MirrorPlan run(MirrorTable mirror, TablePlan.Input input, HoldingGate gate) {
    MirrorPlan plan;
    do {
      gate.begin();
      plan = mirror.plan(input.events(), input.redrives(), gate, input.signed());
      gate.take(plan.refused());
      ChangeEvent otherKey = plan.otherKey();
      if (otherKey != null && !plan.isEmpty() && input.isRedriven(otherKey)) {
        gate.refuseTable(otherKey, Stage.SCHEMA, KEY_CHANGED);
      }
    } while (!gate.settled());
    return plan;
  }
}
