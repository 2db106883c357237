package io.tidemark.verify;

/**
 * What the database is at one LSN can't be told; the message says why, and continues "could not
 * tell: ".
 */
public final class CannotTellException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  CannotTellException(String reason) {
    super(reason);
  }
}
