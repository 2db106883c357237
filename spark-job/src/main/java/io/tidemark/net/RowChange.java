package io.tidemark.net;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.delta.KeyHash;

/**
 * A change of one row, in the layout of the table that takes it.
 *
 * @param key of the row; null for TRUNCATE
 * @param row the whole row after the change, {@link io.tidemark.decode.Unavailable} where the
 *     source did not send a value; null for DELETE and TRUNCATE
 * @param otherKey for a key change: the new key on its DELETE, the old key on its CREATE; else null
 */
@SuppressWarnings("ArrayRecordComponent") // a row on its way to a table; never compared
public record RowChange(ChangeEvent event, KeyHash key, Object[] row, KeyHash otherKey) {
  public long lsn() {
    return event.position().lsn();
  }
}
