package io.tidemark.delta;

import java.util.Arrays;

/**
 * Where each key's row lies: key hash to (file number, row number). A cache, rebuilt from the table
 * at will. An open-addressing table of primitives: 40 to 60 bytes a key. Not thread-safe.
 */
final class KeyIndex {
  /** No row. */
  static final long NONE = -1;

  private static final long EMPTY = -1;
  private static final long DELETED = -2;
  private static final int LEAST_CAPACITY = 1024;

  private long[] high;
  private long[] low;
  private long[] position;
  private int size;
  private int used;

  KeyIndex() {
    allocate(LEAST_CAPACITY);
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
    return size;
  }

  /** The key's position, or {@link #NONE}. */
  long find(KeyHash key) {
    int slot = slot(key);
    return position[slot] == EMPTY ? NONE : position[slot];
  }

  /** Set the key's position; the one it had before, or {@link #NONE}. */
  long put(KeyHash key, long at) {
    int slot = slot(key);
    if (position[slot] != EMPTY) {
      long before = position[slot];
      position[slot] = at;
      return before;
    }
    high[slot] = key.high();
    low[slot] = key.low();
    position[slot] = at;
    size++;
    if (++used > high.length / 10 * 6) {
      grow();
    }
    return NONE;
  }

  void remove(KeyHash key) {
    int slot = slot(key);
    if (position[slot] != EMPTY) {
      position[slot] = DELETED;
      size--;
    }
  }

  /** The slot that holds the key, or the empty one that ends its probe. */
  private int slot(KeyHash key) {
    int mask = high.length - 1;
    int slot = (int) key.low() & mask;
    while (position[slot] != EMPTY
        && (position[slot] == DELETED || high[slot] != key.high() || low[slot] != key.low())) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    long[] oldPosition = position;
    allocate(size > high.length / 10 * 3 ? high.length * 2 : high.length);
    for (int i = 0; i < oldPosition.length; i++) {
      if (oldPosition[i] >= 0) {
        put(new KeyHash(oldHigh[i], oldLow[i]), oldPosition[i]);
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
