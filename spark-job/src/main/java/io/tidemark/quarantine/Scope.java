package io.tidemark.quarantine;

import java.util.Locale;

/** Which later changes an event in the quarantine holds. */
public enum Scope {
  /** Those of its row; of both rows, where it changes a key. */
  ROW,
  /** All of its table. */
  TABLE,
  /** None, because nobody can tell its row, or because there is no order to keep. */
  NOTHING;

  /** As it stands in the table. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Scope of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
