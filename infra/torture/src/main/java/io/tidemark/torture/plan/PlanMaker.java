package io.tidemark.torture.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes plans: the same seed, length and faults give the same plan. */
public final class PlanMaker {
  /** Before the first fault and after the last one, so that there is something to break. */
  private static final long CALM_MS = 6_000;

  /** The first table, which every plan has and the aggregate is of. */
  private static final String FIRST = "t1_int_key";

  /** Tables of the lake to which every micro-batch with changes of the first table commits. */
  private static final List<String> COMMITTED =
      List.of(
          "changes",
          "mirror/" + PlannedTable.SCHEMA + "/" + FIRST,
          "aggregate/" + Plan.AGGREGATE,
          "ledger");

  private static final List<Integer> BATCH_SIZES = List.of(300, 1_000, 50_000);

  /** Every such seed's plan by default ends with a fault that loses changes. */
  private static final long LOSING_SEEDS = 5;

  private final long lengthMs;
  private final Dice dice;
  private final Statements statements;
  private final List<Model> models = new ArrayList<>();

  private PlanMaker(long seed, long lengthMs) {
    this.lengthMs = lengthMs;
    this.dice = new Dice(seed);
    this.statements = new Statements(dice.split());
  }

  /**
   * A plan.
   *
   * @param lengthMs of the busy time; the run takes longer, as faults take their time
   * @param allowed the faults to choose from; empty for a run in peace
   */
  public static Plan make(long seed, long lengthMs, Set<FaultKind> allowed) {
    return new PlanMaker(seed, lengthMs).make(seed, allowed, false);
  }

  /**
   * The plan of somebody who names no faults: with those that lose nothing, and in every fifth seed
   * with one that loses changes in the end.
   *
   * @param possible the faults that lose nothing, but what this machine can't do
   */
  public static Plan makeDefault(long seed, long lengthMs, Set<FaultKind> possible) {
    return new PlanMaker(seed, lengthMs).make(seed, possible, seed % LOSING_SEEDS == 0);
  }

  private Plan make(long seed, Set<FaultKind> allowed, boolean losing) {
    Dice chance = dice.split();
    List<PlannedFault> faults = faults(chance, allowed);
    if (losing && !faults.isEmpty()) {
      FaultKind last = FaultKind.losing(seed / LOSING_SEEDS - 1);
      faults.add(new PlannedFault(lengthMs - CALM_MS, last, forMs(chance), null));
    }
    tables(dice.split());
    List<List<PlannedTransaction>> sessions = sessions(dice.split());
    Map<String, List<PlannedColumn>> columns = new LinkedHashMap<>();
    models.forEach(model -> columns.put(model.table().name(), List.copyOf(model.ever())));
    return new Plan(
        seed,
        lengthMs,
        dice.pick(BATCH_SIZES),
        models.stream().map(Model::table).toList(),
        columns,
        FIRST,
        sessions,
        seal(),
        faults);
  }

  private List<PlannedFault> faults(Dice chance, Collection<FaultKind> allowed) {
    List<PlannedFault> faults = new ArrayList<>();
    List<FaultKind> left = new ArrayList<>();
    long at = CALM_MS;
    while (!allowed.isEmpty() && at <= lengthMs - CALM_MS) {
      if (left.isEmpty()) {
        left.addAll(EnumSet.copyOf(allowed));
        chance.shuffle(left);
      }
      FaultKind kind = left.remove(0);
      long ms = forMs(chance);
      // The first commit after a start: what waits in Kafka then has changes of every table.
      String failpoint =
          chance.pick(COMMITTED) + (chance.percent(50) ? ":committing" : ":committed") + ":1";
      faults.add(new PlannedFault(at, kind, ms, kind == FaultKind.KILL_AT ? failpoint : null));
      if (kind.loses()) {
        break;
      }
      at += chance.between(5_000, 11_000);
    }
    return faults;
  }

  private static long forMs(Dice chance) {
    return chance.between(200, 5_000);
  }

  private void tables(Dice chance) {
    List<TableKind> kinds = new ArrayList<>(EnumSet.allOf(TableKind.class));
    chance.shuffle(kinds);
    kinds.remove(TableKind.INT_KEY);
    int count = chance.between(3, 6);
    // Named plainly, and the only one that gets another key.
    models.add(new Model(plain(TableMaker.make(1, TableKind.INT_KEY, chance))));
    for (int i = 2; i <= count; i++) {
      models.add(new Model(TableMaker.make(i, kinds.get(i - 2), chance)));
    }
  }

  private static PlannedTable plain(PlannedTable table) {
    return new PlannedTable(FIRST, table.kind(), table.columns(), table.key(), table.full());
  }

  /** All sessions in the order of time, so that each sees the tables as they will be then. */
  private List<List<PlannedTransaction>> sessions(Dice chance) {
    int workers = chance.between(2, 4);
    Operations operations = new Operations(chance.split(), statements);
    Upkeep upkeep = new Upkeep(chance.split(), statements, models);
    List<List<PlannedTransaction>> sessions = new ArrayList<>();
    long[] next = new long[workers + 1];
    for (int i = 0; i <= workers; i++) {
      sessions.add(new ArrayList<>());
      next[i] = i < workers ? chance.between(0, 200) : chance.between(3_000, 5_000);
    }
    while (true) {
      int session = earliest(next);
      long at = next[session];
      if (at >= lengthMs) {
        return sessions;
      }
      boolean worker = session < workers;
      sessions
          .get(session)
          .add(worker ? operations.transaction(at, models) : upkeep.transaction(at));
      next[session] = at + (worker ? chance.between(20, 220) : chance.between(3_000, 7_000));
    }
  }

  private static int earliest(long[] next) {
    int earliest = 0;
    for (int i = 1; i < next.length; i++) {
      if (next[i] < next[earliest]) {
        earliest = i;
      }
    }
    return earliest;
  }

  /** A shape that changed is only noticed with the table's next change: each table gets one. */
  private List<PlannedTransaction> seal() {
    List<PlannedTransaction> seal = new ArrayList<>();
    for (Model model : models) {
      List<Step> steps = new ArrayList<>();
      if (model.table().kind() == TableKind.PARTITIONED) {
        for (int key = 1; key <= PlannedTable.PARTITIONS; key++) {
          steps.add(statements.delete(model, key));
          steps.add(statements.insert(model, key));
        }
      } else {
        steps.add(statements.delete(model, 1));
        steps.add(statements.insert(model, 1));
      }
      seal.add(new PlannedTransaction(lengthMs, "seal", steps, true));
    }
    return seal;
  }
}
