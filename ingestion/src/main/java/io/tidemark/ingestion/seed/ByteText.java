package io.tidemark.ingestion.seed;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.UUID;

/** A growing piece of UTF-8 text, for rows by the million. */
final class ByteText {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private byte[] bytes = new byte[1 << 17];
  private int length;

  int length() {
    return length;
  }

  /** The text so far; it is empty afterwards. */
  byte[] drain() {
    byte[] drained = Arrays.copyOf(bytes, length);
    length = 0;
    return drained;
  }

  ByteText add(char ascii) {
    ensure(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  ByteText add(byte[] utf8) {
    ensure(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
    return this;
  }

  ByteText add(String text) {
    ensure(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return add(text.substring(i).getBytes(StandardCharsets.UTF_8));
      }
      bytes[length++] = (byte) c;
    }
    return this;
  }

  /** Adds what stands in [from, to) of this text once more. */
  ByteText repeat(int from, int to) {
    ensure(to - from);
    System.arraycopy(bytes, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  ByteText add(UUID uuid) {
    ensure(36);
    hex(uuid.getMostSignificantBits(), 64, 32);
    bytes[length++] = '-';
    hex(uuid.getMostSignificantBits(), 32, 16);
    bytes[length++] = '-';
    hex(uuid.getMostSignificantBits(), 16, 0);
    bytes[length++] = '-';
    hex(uuid.getLeastSignificantBits(), 64, 48);
    bytes[length++] = '-';
    hex(uuid.getLeastSignificantBits(), 48, 0);
    return this;
  }

  private void hex(long bits, int from, int to) {
    for (int shift = from - 4; shift >= to; shift -= 4) {
      bytes[length++] = HEX[(int) (bits >>> shift) & 0xF];
    }
  }

  /** As PostgreSQL writes a time in UTC into JSON: microseconds, no zeros at their end. */
  ByteText add(Instant instant) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    digits(time.getYear(), 4).add('-');
    digits(time.getMonthValue(), 2).add('-');
    digits(time.getDayOfMonth(), 2).add('T');
    digits(time.getHour(), 2).add(':');
    digits(time.getMinute(), 2).add(':');
    digits(time.getSecond(), 2);
    int micros = instant.getNano() / 1000;
    if (micros > 0) {
      add('.').digits(micros, 6);
      while (bytes[length - 1] == '0') {
        length--;
      }
    }
    return add("+00:00");
  }

  private ByteText digits(int number, int count) {
    ensure(count);
    int rest = number;
    for (int i = length + count - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += count;
    return this;
  }

  private void ensure(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
