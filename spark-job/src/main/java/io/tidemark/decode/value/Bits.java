package io.tidemark.decode.value;

import io.tidemark.decode.ColumnType;
import java.io.IOException;
import java.math.BigInteger;

/**
 * Bit strings as text of 0 and 1. The connector sends them as a number, low byte first and without
 * the leading zeros; {@code bit(n)} gets them back from its length. How many a {@code bit varying}
 * had is lost on the way, so that its value is only known where it fills its whole length.
 */
final class Bits {
  private static final int LONGEST = 83_886_080;

  private Bits() {}

  /** Bits of a declared length. */
  static ValueReader of(int length, boolean varying) {
    return new ValueReader(ColumnType.STRING, json -> text(json, length, varying));
  }

  private static Object text(JsonCursor json, int length, boolean varying) throws IOException {
    byte[] lowFirst = json.base64();
    byte[] magnitude = new byte[lowFirst.length];
    for (int i = 0; i < lowFirst.length; i++) {
      magnitude[i] = lowFirst[lowFirst.length - 1 - i];
    }
    BigInteger bits = new BigInteger(1, magnitude);
    if (length > 0 && bits.bitLength() > length) {
      throw new BadMessageException(bits.bitLength() + " bits in a column of " + length);
    }
    String text = bits.signum() == 0 ? "" : bits.toString(2);
    if (text.length() == length) {
      return text;
    }
    if (varying || length > LONGEST) {
      return Unrepresentable.lost(text.isEmpty() ? "zeros" : text + " after zeros, or none");
    }
    return "0".repeat(length - text.length()) + text;
  }
}
