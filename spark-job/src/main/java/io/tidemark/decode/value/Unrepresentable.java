package io.tidemark.decode.value;

import java.io.Serializable;

/**
 * A value that its column's type cannot hold, or that the connector did not send as it is.
 *
 * @param value what stands in the column all the same; null mostly
 * @param text as PostgreSQL would spell it; if it is in doubt, a text that begins with {@link
 *     #DOUBT} and says what is known. PostgreSQL spells no number, date or array so
 */
public record Unrepresentable(Object value, String text) implements Serializable {
  /** What the text of a value in doubt begins with. */
  public static final String DOUBT = "?";

  /** NULL, or a value of which nothing is known. */
  public static final Unrepresentable UNKNOWN = new Unrepresentable(null, DOUBT);

  /** As {@link #UNKNOWN}, and equal to it; an instance of its own for what the source can tell. */
  public static final Unrepresentable UNSENT = new Unrepresentable(null, DOUBT);

  /** A value whose text is known. */
  static Unrepresentable of(String text) {
    return new Unrepresentable(null, text);
  }

  /** A value of which only so much is known. */
  static Unrepresentable lost(String known) {
    return doubtful(null, known);
  }

  /** A value that may be another one. */
  static Unrepresentable doubtful(Object value, String known) {
    return new Unrepresentable(value, DOUBT + " " + known);
  }

  boolean isInDoubt() {
    return text.startsWith(DOUBT);
  }

  /** What is known of it, as PostgreSQL would spell it. */
  String known() {
    return isInDoubt() ? text.substring(DOUBT.length()).strip() : text;
  }
}
