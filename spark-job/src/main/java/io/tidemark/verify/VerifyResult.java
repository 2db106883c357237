package io.tidemark.verify;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a verification came to.
 *
 * @param at when it began, our clock
 * @param lsn the LSN that it speaks of; 0 if it did not come so far
 * @param notes what was not compared, and why
 * @param reason why it could not tell of any table; null if it could
 */
public record VerifyResult(
    Instant at,
    Duration took,
    long lsn,
    List<TableResult> tables,
    List<String> notes,
    String reason) {
  public VerifyResult {
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
  }

  /** The worst of all tables' is all that can be said of the whole. */
  public Verdict verdict() {
    if (tables.stream().anyMatch(table -> table.verdict() == Verdict.DIFFERENT)) {
      return Verdict.DIFFERENT;
    }
    boolean unknown = tables.stream().anyMatch(table -> table.verdict() == Verdict.UNKNOWN);
    return reason != null || unknown ? Verdict.UNKNOWN : Verdict.EQUAL;
  }
}
