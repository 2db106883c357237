package io.tidemark.net;

import io.tidemark.delta.KeyHash;

/** What a micro-batch does to one key in the end. */
public sealed interface NetChange {
  /** The last change of the key. */
  RowChange last();

  /**
   * The key's row becomes this one.
   *
   * @param row the whole row; where it has {@link io.tidemark.decode.Unavailable}, the row stored
   *     at {@code base} has the value
   * @param base key of the stored row that fills the gaps; the old key after a key change; null if
   *     no row can fill them, because the other half of a key change never came
   */
  @SuppressWarnings("ArrayRecordComponent") // a row on its way to a table; never compared
  record Upsert(RowChange last, Object[] row, KeyHash base) implements NetChange {}

  /** The key's row goes. */
  record Delete(RowChange last) implements NetChange {}
}
