package io.tidemark.tail;

import io.tidemark.decode.Refusal;

/** Writes what passes by, a line each. */
interface LineFormat {
  String line(Change change);

  String line(Refusal refusal);
}
