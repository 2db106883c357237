package io.tidemark.verify;

import io.tidemark.decode.TableId;
import java.util.List;

/**
 * What the comparison of one table came to.
 *
 * @param rows rows of the source; -1 if they were not counted
 * @param mirrorRows rows of the mirror at the same LSN; -1 if they were not counted
 * @param differing keys that differ, each with what is wrong; at most {@link #MOST}
 * @param differences number of keys that differ; from some hundred thousand on, at least so many
 * @param reason why it could not tell; null if it could
 * @param seconds that the comparison took
 */
public record TableResult(
    TableId table,
    Verdict verdict,
    long rows,
    long mirrorRows,
    List<String> differing,
    long differences,
    String reason,
    double seconds) {
  static final int MOST = 20;

  public TableResult {
    differing = List.copyOf(differing);
  }

  static TableResult compared(
      TableId table, long rows, long mirrorRows, List<String> differing, long differences) {
    Verdict verdict = differences == 0 ? Verdict.EQUAL : Verdict.DIFFERENT;
    return new TableResult(table, verdict, rows, mirrorRows, differing, differences, null, 0);
  }

  static TableResult unknown(TableId table, String reason) {
    return new TableResult(table, Verdict.UNKNOWN, -1, -1, List.of(), 0, reason, 0);
  }

  TableResult within(double someSeconds) {
    return new TableResult(
        table, verdict, rows, mirrorRows, differing, differences, reason, someSeconds);
  }
}
