package io.tidemark.verify;

import java.util.List;

/**
 * What a verification came to.
 *
 * @param lsn the LSN that it speaks of
 * @param notes what was not compared, and why
 * @param reason why it could not tell; null if it could
 */
record VerifyResult(
    Verdict verdict, long lsn, List<TableResult> tables, List<String> notes, String reason) {
  /** The three answers, with the exit code that says so. */
  enum Verdict {
    EQUAL("equal", 0),
    DIFFERENT("different", 1),
    UNKNOWN("could not tell", 2);

    private final String word;
    private final int exitCode;

    Verdict(String word, int exitCode) {
      this.word = word;
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }

    String word() {
      return word;
    }
  }

  static VerifyResult unknown(long lsn, String reason) {
    return new VerifyResult(Verdict.UNKNOWN, lsn, List.of(), List.of(), reason);
  }
}
