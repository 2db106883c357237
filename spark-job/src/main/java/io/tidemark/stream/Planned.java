package io.tidemark.stream;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TableId;
import io.tidemark.error.TidemarkException;
import io.tidemark.quarantine.Quarantined;
import java.util.List;
import java.util.Map;

/**
 * Messages, and what will be done with them.
 *
 * @param refused those that can't be decoded, as they will be in the quarantine
 * @param stop why the job has to end once they are applied; null to go on
 */
record Planned(
    List<Decoded> messages,
    List<TablePlan> tables,
    Map<Refusal, Quarantined> refused,
    Retries retries,
    TidemarkException stop) {
  /** The end of a job that must not follow a table's new shape. */
  static TidemarkException stop(TableId table, String difference) {
    return TidemarkException.schema(
        "The shape of the table '%s' changed, and the job ends before its first change of the new shape"
            .formatted(table),
        "It shows %s, and tables.schema-changes says stop for it; all changes before are applied"
            .formatted(difference),
        "Name the table under evolve (or hold) there, and start again: the job goes on where it"
            + " ended");
  }

  /** End the job if it has to. */
  void requireNoStop() {
    if (stop != null) {
      throw stop;
    }
  }
}
