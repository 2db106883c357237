package io.tidemark.stream;

import io.tidemark.aggregate.AggregateTable;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Operation;
import io.tidemark.decode.TableId;
import io.tidemark.ledger.Lag;
import io.tidemark.ledger.TableEntry;
import io.tidemark.mirror.MirrorChange;
import io.tidemark.mirror.MirrorTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Commits what is planned for mirrors, several at once, and what follows from it. */
final class MirrorCommits {
  private final Lake lake;
  private final Workers workers;
  private final Planning planning;
  private final LongSupplier clock;

  /**
   * Commits to a lake.
   *
   * @param clock microseconds since the epoch
   */
  MirrorCommits(Lake lake, Workers workers, Planning planning, LongSupplier clock) {
    this.lake = lake;
    this.workers = workers;
    this.planning = planning;
    this.clock = clock;
  }

  /** What came of a table's commit; the entry is null if its plan failed. */
  private record Commit(TablePlan plan, TableEntry entry, RuntimeException failure) {}

  /**
   * Commit plans, each in a commit of its own. The changes that make one fail are refused.
   *
   * @param turn waits for the commit that has to be there before theirs, and fails where it failed
   * @return what was committed
   */
  List<TableEntry> commit(List<TablePlan> plans, Intake intake, Runnable turn) {
    List<Commit> commits;
    try {
      commits =
          workers.all(
              plans.stream().filter(TablePlan::hasRows).toList(), plan -> tryCommit(plan, turn));
    } finally {
      turn.run(); // Nothing goes on while it does.
    }
    List<TableEntry> entries = new ArrayList<>();
    for (Commit commit : commits) {
      if (commit.failure() == null) {
        entries.add(commit.entry());
      } else {
        TablePlan rest = planning.without(commit.plan(), commit.failure());
        intake.commit(List.of(rest), List.of(), clock.getAsLong());
        if (rest.hasRows()) {
          entries.add(commitMirror(rest, turn));
        }
      }
    }
    return entries;
  }

  private Commit tryCommit(TablePlan plan, Runnable turn) {
    try {
      return new Commit(plan, commitMirror(plan, turn), null);
    } catch (RuntimeException e) {
      if (!Poison.isOfData(e)) {
        throw e;
      }
      return new Commit(plan, null, e);
    }
  }

  private TableEntry commitMirror(TablePlan plan, Runnable turn) {
    List<ChangeEvent> applied = plan.plan().applied();
    MirrorChange change = plan.mirror().commit(plan.plan(), clock.getAsLong(), turn);
    long visibleAt = clock.getAsLong();
    Lag lag = new Lag();
    for (ChangeEvent event : applied) {
      if (event.op() != Operation.READ && !plan.isRedriven(event)) {
        lag.add(event.commitMicros(), visibleAt);
      }
    }
    follow(plan.table(), plan.mirror(), change);
    long version = plan.mirror().table().orElseThrow().version();
    return new TableEntry(plan.table(), applied.size(), version, visibleAt, lag);
  }

  /** Let the aggregates of a table follow a change of its mirror. */
  void follow(TableId table, MirrorTable mirror, MirrorChange change) {
    for (AggregateTable aggregate : lake.aggregates) {
      if (aggregate.from().equals(table)) {
        aggregate.follow(mirror, change, clock.getAsLong());
      }
    }
  }
}
