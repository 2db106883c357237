package io.tidemark.stream;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.TableId;
import io.tidemark.mirror.MirrorPlan;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.mirror.Redrive;
import io.tidemark.quarantine.HoldingGate;
import io.tidemark.quarantine.HoldingGate.Redriven;
import java.util.ArrayList;
import java.util.List;

/**
 * What a micro-batch will do to one table.
 *
 * @param gate what stays out of the mirror, and what becomes of its events in the quarantine
 */
record TablePlan(Input input, MirrorTable mirror, MirrorPlan plan, HoldingGate gate) {
  /**
   * What is to be planned.
   *
   * @param events each partition's in their order
   * @param redriven events of the quarantine that are tried again
   * @param redrives the same as the mirror takes them
   * @param signed whether the commit has to tell the rows that it replaces
   */
  record Input(
      TableId table,
      List<ChangeEvent> events,
      List<Redriven> redriven,
      List<Redrive> redrives,
      boolean signed) {
    /** All changes, those of before first. */
    List<ChangeEvent> all() {
      List<ChangeEvent> all = new ArrayList<>();
      redriven.forEach(event -> all.add(event.change()));
      all.addAll(events);
      return all;
    }

    boolean isRedriven(ChangeEvent change) {
      return !redriven.isEmpty()
          && redriven.stream().anyMatch(event -> event.change().at().equals(change.at()));
    }

    /** The same with the first changes of {@link #all} only. */
    Input first(int number) {
      int before = Math.min(number, redriven.size());
      List<Redriven> some = redriven.subList(0, before);
      List<Redrive> less = new ArrayList<>();
      for (Redrive redrive : redrives) {
        List<ChangeEvent> changes = new ArrayList<>(redrive.changes());
        changes.removeIf(c -> some.stream().noneMatch(event -> event.change().at().equals(c.at())));
        less.add(new Redrive(redrive.request(), changes));
      }
      return new Input(table, events.subList(0, number - before), some, less, signed);
    }
  }

  TableId table() {
    return input.table();
  }

  /** Whether a change is one of before. */
  boolean isRedriven(ChangeEvent change) {
    return input.isRedriven(change);
  }

  /**
   * Whether there is something to commit to the mirror: rows, or that what is kept out is judged,
   * so that it is known when the connector sends it again.
   */
  boolean hasRows() {
    return mirror.table().isPresent() && (!plan.applied().isEmpty() || gate.keeps());
  }
}
