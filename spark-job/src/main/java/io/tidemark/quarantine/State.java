package io.tidemark.quarantine;

import java.util.Locale;

/** What has become of an event in the quarantine. */
public enum State {
  /** It was refused, and waits for a retry. */
  REFUSED,
  /** Nothing is wrong with it; it waits because an earlier change of its row does. */
  HELD,
  /** It is in a plan of its mirror. Applied as soon as the mirror holds the request for it. */
  APPLYING,
  /** It is in its mirror. */
  APPLIED,
  /** Somebody gave it up. */
  DISCARDED,
  /** A later whole row, a TRUNCATE or a comparison made it void. */
  SUPERSEDED,
  /**
   * A retry could decode it, and it is in the change log. Later changes of its row may be in the
   * mirror, as nobody could tell which row it is about: only a repair makes that right.
   */
  LOGGED;

  /** Whether it still waits. */
  public boolean isOpen() {
    return this == REFUSED || this == HELD || this == APPLYING;
  }

  /** As it stands in the table. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static State of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
