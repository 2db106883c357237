package io.tidemark.stack.report;

/**
 * Something the local stack could not do. The message says what, why and how to mend it, and is
 * meant to be read by a person as it stands.
 */
public final class StackFailure extends RuntimeException {
  private StackFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A failure in three parts.
   *
   * @param what what could not be done, as a sentence without a full stop
   * @param why the reason as far as it is known
   * @param mend what the reader can do about it
   */
  public static StackFailure of(String what, String why, String mend) {
    return of(what, why, mend, null);
  }

  public static StackFailure of(String what, String why, String mend, Throwable cause) {
    return new StackFailure(what + ".\n  Why:  " + why + "\n  Mend: " + mend, cause);
  }
}
