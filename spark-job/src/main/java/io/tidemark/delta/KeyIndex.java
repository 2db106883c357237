package io.tidemark.delta;

import java.util.Arrays;

/**
 * Where each key's row lies: key hash to (file number, row number). A cache, rebuilt from the table
 * at will. Open-addressing tables of primitives, 32 to 48 bytes a key; there are many, so that only
 * a small part has to be there twice while one grows. Not thread-safe.
 */
final class KeyIndex {
  /** No row. */
  static final long NONE = -1;

  private static final int SHARD_BITS = 6;

  private final Shard[] shards = new Shard[1 << SHARD_BITS];

  KeyIndex() {
    Arrays.setAll(shards, number -> new Shard());
  }

  static long position(int file, int row) {
    return (long) file << Integer.SIZE | row;
  }

  static int file(long position) {
    return (int) (position >>> Integer.SIZE);
  }

  static int row(long position) {
    return (int) position;
  }

  int size() {
    return Arrays.stream(shards).mapToInt(shard -> shard.size).sum();
  }

  /** The key's position, or {@link #NONE}. */
  long find(KeyHash key) {
    return shard(key).find(key.high(), key.low());
  }

  /** Set the key's position; the one it had before, or {@link #NONE}. */
  long put(KeyHash key, long at) {
    return shard(key).put(key.high(), key.low(), at);
  }

  void remove(KeyHash key) {
    shard(key).remove(key.high(), key.low());
  }

  private Shard shard(KeyHash key) {
    return shards[(int) (key.high() >>> (Long.SIZE - SHARD_BITS))];
  }

  private static final class Shard {
    private static final long EMPTY = -1;
    private static final long DELETED = -2;
    private static final int LEAST_CAPACITY = 16;

    private long[] high;
    private long[] low;
    private long[] position;
    private int size;
    private int used;

    Shard() {
      allocate(LEAST_CAPACITY);
    }

    long find(long keyHigh, long keyLow) {
      int slot = slot(keyHigh, keyLow);
      return position[slot] == EMPTY ? NONE : position[slot];
    }

    long put(long keyHigh, long keyLow, long at) {
      int slot = slot(keyHigh, keyLow);
      if (position[slot] != EMPTY) {
        long before = position[slot];
        position[slot] = at;
        return before;
      }
      high[slot] = keyHigh;
      low[slot] = keyLow;
      position[slot] = at;
      size++;
      if (++used > high.length / 4 * 3) {
        grow();
      }
      return NONE;
    }

    void remove(long keyHigh, long keyLow) {
      int slot = slot(keyHigh, keyLow);
      if (position[slot] != EMPTY) {
        position[slot] = DELETED;
        size--;
      }
    }

    /** The slot that holds the key, or the empty one that ends its probe. */
    private int slot(long keyHigh, long keyLow) {
      int slot = (int) (((keyLow >>> Integer.SIZE) * high.length) >>> Integer.SIZE);
      while (position[slot] != EMPTY
          && (position[slot] == DELETED || high[slot] != keyHigh || low[slot] != keyLow)) {
        slot = slot + 1 == high.length ? 0 : slot + 1;
      }
      return slot;
    }

    /** Twice as many slots as keys, whether they became more or only others. */
    private void grow() {
      long[] oldHigh = high;
      long[] oldLow = low;
      long[] oldPosition = position;
      allocate(Math.max(LEAST_CAPACITY, size * 2));
      for (int i = 0; i < oldPosition.length; i++) {
        if (oldPosition[i] >= 0) {
          put(oldHigh[i], oldLow[i], oldPosition[i]);
        }
      }
    }

    private void allocate(int capacity) {
      high = new long[capacity];
      low = new long[capacity];
      position = new long[capacity];
      Arrays.fill(position, EMPTY);
      size = 0;
      used = 0;
    }
  }
}
