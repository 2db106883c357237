package io.tidemark.mirror;

import io.tidemark.delta.KeyHash;

/**
 * A row of a table without a key whose removal came before the row itself did, through another
 * Kafka partition.
 *
 * @param high first half of the row's content hash
 * @param low second half of it
 * @param lsn of the removal
 */
record Debt(long high, long low, long lsn) {
  static Debt of(KeyHash content, long lsn) {
    return new Debt(content.high(), content.low(), lsn);
  }

  KeyHash content() {
    return new KeyHash(high, low);
  }
}
