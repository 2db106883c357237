package io.tidemark.verify;

/** The three answers of a comparison, with the exit code that says so. */
public enum Verdict {
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
