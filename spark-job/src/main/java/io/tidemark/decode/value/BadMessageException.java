package io.tidemark.decode.value;

import java.io.IOException;

/**
 * Says why a message cannot be decoded; becomes the reason of a refusal. It has no stack trace: it
 * speaks of the data, not of a bug, and a poisoned topic raises it for every message.
 */
public final class BadMessageException extends IOException {
  private static final int LONGEST_QUOTE = 80;

  private final String reason;

  public BadMessageException(String reason) {
    this.reason = reason;
  }

  @Override
  public String getMessage() {
    return reason;
  }

  /** The same reason, led by where in the message it applies. */
  public BadMessageException in(String place) {
    return new BadMessageException(place + ": " + reason);
  }

  /** The text in quotes, cut where it is long. */
  public static String quote(String text) {
    if (text.length() <= LONGEST_QUOTE) {
      return '"' + text + '"';
    }
    return '"' + text.substring(0, LONGEST_QUOTE) + "…\" (" + text.length() + " characters)";
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
