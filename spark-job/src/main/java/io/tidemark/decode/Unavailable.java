package io.tidemark.decode;

import io.tidemark.decode.value.Unrepresentable;

/** Stands for a value that the source did not send because an update left it unchanged (TOAST). */
public enum Unavailable {
  /** The placeholder was sent: the value is what it was. */
  VALUE,

  /**
   * NULL was sent for a type that has no form of the placeholder: the value is what it was, or NULL
   * now. Only what it was can tell: a NULL that stays and a NULL that is set are the same.
   */
  OR_NULL;

  /**
   * The value after a change.
   *
   * @param sent a value of the change's row, which may be one of these
   * @param known what the column held before: a value, null, an {@link Unrepresentable}, or one of
   *     these again where the row before was not known either
   */
  public static Object resolve(Object sent, Object known) {
    if (sent == VALUE) {
      return known;
    }
    if (sent != OR_NULL || known == null) {
      return sent == OR_NULL ? null : sent;
    }
    if (known instanceof Unavailable) {
      return OR_NULL;
    }
    return known.equals(Unrepresentable.UNKNOWN) ? known : Unrepresentable.UNSENT;
  }
}
