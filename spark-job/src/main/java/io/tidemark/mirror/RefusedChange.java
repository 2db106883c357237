package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;

/** A change that a mirror could not take, and why. */
public record RefusedChange(ChangeEvent event, String reason) {
  static final String UNRESOLVED =
      "the source did not send a large value that this change left as it was, and the mirror has no"
          + " row to take it from";
  static final String NO_OLD_ROW =
      "the source did not send the old row, and without a primary key nothing else tells which row"
          + " it was";
}
