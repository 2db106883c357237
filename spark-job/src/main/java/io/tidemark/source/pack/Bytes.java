package io.tidemark.source.pack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes that grow as they are written. */
final class Bytes {
  static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private static final int FIRST = 1 << 16;

  private byte[] bytes = new byte[FIRST];
  private int size;

  int size() {
    return size;
  }

  byte[] toArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), size + (size >> 1)));
    }
  }

  void tag(int value) {
    room(1);
    bytes[size++] = (byte) value;
  }

  /** A number that is seldom large or negative. */
  void number(long value) {
    room(10);
    long left = (value << 1) ^ (value >> 63);
    while ((left & ~0x7FL) != 0) {
      bytes[size++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[size++] = (byte) left;
  }

  /** Eight bytes. */
  void fixed(long value) {
    room(Long.BYTES);
    LONGS.set(bytes, size, value);
    size += Long.BYTES;
  }

  void all(byte[] value) {
    number(value.length);
    room(value.length);
    System.arraycopy(value, 0, bytes, size, value.length);
    size += value.length;
  }

  /** Two bytes a char, so that halves of pairs stay what they are. */
  void chars(String value) {
    number(value.length());
    room(2 * value.length());
    for (int i = 0; i < value.length(); i++) {
      bytes[size++] = (byte) (value.charAt(i) >>> 8);
      bytes[size++] = (byte) value.charAt(i);
    }
  }
}
