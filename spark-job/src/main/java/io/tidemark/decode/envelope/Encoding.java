package io.tidemark.decode.envelope;

import io.tidemark.decode.value.BadMessageException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks that bytes of JSON are UTF-8 without overlong forms, and that neither they nor their
 * escapes hold half a surrogate pair: Jackson lets such text pass, and it would reach a table as
 * another text.
 */
final class Encoding {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ONES = 0x0101010101010101L;
  private static final long BACKSLASHES = ONES * '\\';

  private Encoding() {}

  static void check(byte[] bytes, int from, int to) throws BadMessageException {
    int at = from;
    while (at < to) {
      at = plainUntil(bytes, at, to);
      if (at < to) {
        at = bytes[at] == '\\' ? escape(bytes, at, to) : multibyte(bytes, at, to);
      }
    }
  }

  /** Index of the first byte that is not ASCII or is a backslash. */
  private static int plainUntil(byte[] bytes, int from, int to) {
    int at = from;
    while (at + Long.BYTES <= to) {
      long eight = (long) LONGS.get(bytes, at);
      long differing = eight ^ BACKSLASHES;
      if (((eight | ((differing - ONES) & ~differing)) & HIGH_BITS) != 0) {
        break;
      }
      at += Long.BYTES;
    }
    while (at < to && bytes[at] >= 0 && bytes[at] != '\\') {
      at++;
    }
    return at;
  }

  private static int escape(byte[] bytes, int at, int to) throws BadMessageException {
    if (at + 1 >= to || bytes[at + 1] != 'u') {
      return Math.min(at + 2, to);
    }
    int unit = hex(bytes, at + 2, to);
    if (unit < 0 || !Character.isSurrogate((char) unit)) {
      return Math.min(at + 6, to);
    }
    boolean pair =
        Character.isHighSurrogate((char) unit)
            && at + 7 < to
            && bytes[at + 6] == '\\'
            && bytes[at + 7] == 'u'
            && hex(bytes, at + 8, to) >= Character.MIN_LOW_SURROGATE
            && hex(bytes, at + 8, to) <= Character.MAX_LOW_SURROGATE;
    if (!pair) {
      throw new BadMessageException("half a surrogate pair at byte " + at);
    }
    return at + 12;
  }

  /** Four hexadecimal digits; -1 where they are none, which the parser will say. */
  private static int hex(byte[] bytes, int at, int to) {
    if (at + 4 > to) {
      return -1;
    }
    int number = 0;
    for (int i = at; i < at + 4; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      number = number * 16 + digit;
    }
    return number;
  }

  private static int multibyte(byte[] bytes, int at, int to) throws BadMessageException {
    int lead = bytes[at] & 0xff;
    int second = continuation(bytes, at + 1, to);
    int length;
    boolean good;
    if (lead < 0xe0) {
      length = 2;
      good = lead >= 0xc2 && second >= 0;
    } else if (lead < 0xf0) {
      length = 3;
      boolean overlong = lead == 0xe0 && second < 0x20;
      boolean surrogate = lead == 0xed && second >= 0x20;
      good = second >= 0 && !overlong && !surrogate && continuation(bytes, at + 2, to) >= 0;
    } else {
      length = 4;
      boolean overlong = lead == 0xf0 && second < 0x10;
      boolean beyond = lead > 0xf4 || (lead == 0xf4 && second >= 0x10);
      good = second >= 0 && !overlong && !beyond;
      good &= continuation(bytes, at + 2, to) >= 0 && continuation(bytes, at + 3, to) >= 0;
    }
    if (!good) {
      throw new BadMessageException("not UTF-8 at byte " + at);
    }
    return at + length;
  }

  /** The six bits of a continuation byte; -1 where there is none. */
  private static int continuation(byte[] bytes, int at, int to) {
    if (at >= to || (bytes[at] & 0xc0) != 0x80) {
      return -1;
    }
    return bytes[at] & 0x3f;
  }
}
