package io.tidemark.bench.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How many rows a table has, and a sum over them that does not depend on their order. A row counts
 * by the first 16 bytes of the SHA-256 of its text, as two longs that are added and wrap around.
 * Not thread-safe.
 */
public final class OrderSum {
  private final MessageDigest digest = sha256();
  private long rows;
  private long high;
  private long low;

  /** Count a row. */
  public void add(Order row) {
    count(row, 1);
  }

  /** Take a row out again that was counted. */
  public void remove(Order row) {
    count(row, -1);
  }

  /** Count the rows of another sum. */
  public void addAll(OrderSum other) {
    addParts(other.parts());
  }

  /** Count the rows of another sum, given as its {@link #parts}. */
  public void addParts(long... parts) {
    rows += parts[0];
    high += parts[1];
    low += parts[2];
  }

  /** Rows, high and low. */
  public long[] parts() {
    return new long[] {rows, high, low};
  }

  private void count(Order row, int sign) {
    byte[] text = row.text().getBytes(StandardCharsets.UTF_8);
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(text));
    rows += sign;
    high += sign * hash.getLong();
    low += sign * hash.getLong();
  }

  /** The sums as a JSON object: {@code rows}, {@code high}, {@code low}. */
  public String toJson() {
    return "{\"rows\":%d,\"high\":%d,\"low\":%d}".formatted(rows, high, low);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
