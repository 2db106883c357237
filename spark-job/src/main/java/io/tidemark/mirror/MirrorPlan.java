package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.progress.Progress;
import java.util.List;

/** What a micro-batch will do to a mirror, before anything is committed. */
public final class MirrorPlan {
  private final List<ChangeEvent> applied;
  private final List<RefusedChange> refused;
  private final PlannedRows rows;
  private final Progress progress;
  private final ChangeEvent otherKey;

  /**
   * A plan.
   *
   * @param rows null if there is no table to have any
   */
  MirrorPlan(
      List<ChangeEvent> applied,
      List<RefusedChange> refused,
      PlannedRows rows,
      Progress progress,
      ChangeEvent otherKey) {
    this.applied = applied;
    this.refused = refused;
    this.rows = rows;
    this.progress = progress;
    this.otherKey = otherKey;
  }

  /** Changes that the commit takes in, in LSN order. */
  public List<ChangeEvent> applied() {
    return applied;
  }

  /** Changes that it can't take. */
  public List<RefusedChange> refused() {
    return refused;
  }

  /**
   * The first change of a transaction that leaves two rows with one key and may not be over; null
   * if there is none.
   */
  public ChangeEvent unfinished() {
    return rows == null ? null : rows.unfinished();
  }

  /**
   * The first change after the table's primary key became another one; null if there is none. The
   * plan ends before it.
   */
  public ChangeEvent otherKey() {
    return otherKey;
  }

  /** Whether there is nothing to commit or to refuse. */
  public boolean isEmpty() {
    return applied.isEmpty() && refused.isEmpty();
  }

  PlannedRows rows() {
    return rows;
  }

  /** How far the mirror will be. */
  Progress progress() {
    return progress;
  }
}
