package io.tidemark.verify;

import io.tidemark.delta.KeyHash;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A table as sums of row hashes, in buckets by key: order does not matter, and memory does not grow
 * with the table. Two tables are equal if all buckets are; otherwise the difference lies in the
 * buckets that differ.
 */
final class Buckets {
  static final int COUNT = 1 << 16;

  private final long[] high = new long[COUNT];
  private final long[] low = new long[COUNT];
  private final int[] sizes = new int[COUNT];
  private long rows;

  static int of(KeyHash key) {
    return (int) (key.high() >>> 48);
  }

  /** The hash of a row: of its values' canonical texts. */
  static KeyHash row(List<String> texts) {
    return KeyHash.of(new ArrayList<>(texts));
  }

  void add(KeyHash key, KeyHash row) {
    high[of(key)] += row.high();
    low[of(key)] += row.low();
    sizes[of(key)]++;
    rows++;
  }

  long rows() {
    return rows;
  }

  /** Number of rows in a bucket. */
  int size(int bucket) {
    return sizes[bucket];
  }

  /** The buckets that differ. */
  BitSet differing(Buckets other) {
    BitSet differing = new BitSet(COUNT);
    for (int i = 0; i < COUNT; i++) {
      if (high[i] != other.high[i] || low[i] != other.low[i]) {
        differing.set(i);
      }
    }
    return differing;
  }
}
