package io.tidemark.error;

/**
 * Something went wrong that is no bug. Its message says what, why and how to mend it; its kind says
 * who acts. A bug is an {@link IllegalStateException}.
 */
public final class TidemarkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Who acts on an error. */
  public enum Kind {
    /** The operator mends the configuration or the call. */
    CONFIG,
    /** The source sent something that cannot be. */
    DATA,
    /** Somebody has to decide about the shape of a table. */
    SCHEMA,
    /** Another system failed; trying again may help. */
    EXTERNAL
  }

  private final Kind kind;

  /**
   * An error in three sentences, each without its full stop.
   *
   * @param what what did not work, with the values in quotes
   * @param why the reason as far as it is known
   * @param mend what to do about it
   */
  public TidemarkException(Kind kind, String what, String why, String mend) {
    super(sentence(what) + after(why) + after(mend));
    this.kind = kind;
  }

  public static TidemarkException config(String what, String why, String mend) {
    return new TidemarkException(Kind.CONFIG, what, why, mend);
  }

  public static TidemarkException data(String what, String why, String mend) {
    return new TidemarkException(Kind.DATA, what, why, mend);
  }

  public static TidemarkException schema(String what, String why, String mend) {
    return new TidemarkException(Kind.SCHEMA, what, why, mend);
  }

  public static TidemarkException external(String what, String why, String mend) {
    return new TidemarkException(Kind.EXTERNAL, what, why, mend);
  }

  /** This error with what raised it; once only. */
  public TidemarkException causedBy(Throwable cause) {
    initCause(cause);
    return this;
  }

  public Kind kind() {
    return kind;
  }

  /** A further sentence; on a line of its own where it begins with a line break. */
  private static String after(String text) {
    return (text.startsWith("\n") ? "" : " ") + sentence(text);
  }

  private static String sentence(String text) {
    return text.isEmpty() || ".!?".indexOf(text.charAt(text.length() - 1)) >= 0 ? text : text + ".";
  }
}
