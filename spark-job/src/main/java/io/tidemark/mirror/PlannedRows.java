package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import java.util.List;
import java.util.Map;

/** What a micro-batch will do to the rows of one kind of mirror, and the doing of it. */
sealed interface PlannedRows permits PlannedKeyedRows, PlannedMultiset {
  /** LSN of the last TRUNCATE that the mirror will hold, 0 for none. */
  long floor();

  /** Removals that will wait for their row. */
  List<Debt> debts();

  /** Changes that can't be applied. */
  List<RefusedChange> refused();

  /** Values that the commit will leave in doubt. */
  Doubts doubts();

  /** See {@link MirrorPlan#unfinished}. */
  ChangeEvent unfinished();

  /**
   * Commit the rows.
   *
   * @param domains domain metadata to set in the same commit
   * @param sequence number of the mirror's changes including this one
   */
  MirrorChange commit(Map<String, String> domains, long sequence, long appliedAtMicros);
}
