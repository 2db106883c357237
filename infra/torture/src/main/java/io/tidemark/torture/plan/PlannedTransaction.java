package io.tidemark.torture.plan;

import java.util.List;

/**
 * A transaction of one session.
 *
 * @param atMs not before this time of the plan
 * @param what the kinds of its operations, for the report
 * @param commit whether it is committed in the end, or rolled back
 */
public record PlannedTransaction(long atMs, String what, List<Step> steps, boolean commit) {
  public PlannedTransaction {
    steps = List.copyOf(steps);
  }

  /** Whether later transactions build on it. */
  public boolean changesShape() {
    return what.startsWith(Upkeep.SHAPE);
  }
}
