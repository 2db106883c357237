package io.tidemark.delta;

/** Another writer committed to the table since it was last read; refresh and plan anew. */
final class ForeignCommitException extends Exception {
  ForeignCommitException(String path, Throwable cause) {
    super("another writer committed to '" + path + "'", cause);
  }
}
