package io.tidemark.quarantine;

import java.util.Locale;

/** Why an event came into the quarantine. */
public enum Stage {
  /** Its bytes could not be decoded. */
  DECODE,
  /** Its mirror could not take it. */
  MIRROR,
  /** It made a plan of its mirror fail in a way that nobody foresaw. */
  POISON,
  /** It shows a change of its table's shape that somebody has to accept. */
  SCHEMA,
  /** An earlier change of its row is in the quarantine. */
  HELD;

  /** What an event is at first that came here for this reason. */
  State state() {
    return this == HELD ? State.HELD : State.REFUSED;
  }

  /** As it stands in the table. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Stage of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
