package io.tidemark.verify;

/** A comparison can't be made; the message says why, and continues "could not tell: ". */
final class CannotTellException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotTellException(String reason) {
    super(reason);
  }
}
