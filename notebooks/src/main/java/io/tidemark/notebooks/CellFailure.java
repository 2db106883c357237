package io.tidemark.notebooks;

/** A cell that did not compile, is not complete, or threw something worse than an exception. */
final class CellFailure extends Exception {

  CellFailure(String message) {
    super(message);
  }

  CellFailure(Throwable cause) {
    super(cause.toString(), cause);
  }
}
