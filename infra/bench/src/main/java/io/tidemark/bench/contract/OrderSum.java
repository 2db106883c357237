package io.tidemark.bench.contract;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * How many rows a table has, and a sum over them that does not depend on their order. A row counts
 * by the first 16 bytes of the SHA-256 of its text, as two longs that are added and wrap around.
 */
public final class OrderSum {
  private final MessageDigest digest = sha256();
  private long rows;
  private long high;
  private long low;

  /**
   * Count a row.
   *
   * @param cents the amount in hundredths
   * @param note null for NULL
   * @param createdMicros since the epoch, as is {@code updatedMicros}
   */
  public void add(
      String id,
      long customerId,
      String status,
      long cents,
      String note,
      long createdMicros,
      long updatedMicros) {
    add(text(id, customerId, status, cents, note, createdMicros, updatedMicros), 1);
  }

  /** Take a row out again that was counted. */
  public void remove(
      String id,
      long customerId,
      String status,
      long cents,
      String note,
      long createdMicros,
      long updatedMicros) {
    add(text(id, customerId, status, cents, note, createdMicros, updatedMicros), -1);
  }

  /** Count the rows of another sum, given as its {@link #parts}. */
  public void add(long... parts) {
    rows += parts[0];
    high += parts[1];
    low += parts[2];
  }

  /** Rows, high and low. */
  public long[] parts() {
    return new long[] {rows, high, low};
  }

  private void add(String text, int sign) {
    ByteBuffer hash = ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    rows += sign;
    high += sign * hash.getLong();
    low += sign * hash.getLong();
  }

  /** The sums as a JSON object: {@code rows}, {@code high}, {@code low}. */
  public String toJson() {
    return "{\"rows\":%d,\"high\":%d,\"low\":%d}".formatted(rows, high, low);
  }

  /** A row's canonical text: {@code id|customer_id|status|amount|note|created_at|updated_at}. */
  static String text(
      String id,
      long customerId,
      String status,
      long cents,
      String note,
      long createdMicros,
      long updatedMicros) {
    return id
        + '|'
        + customerId
        + '|'
        + status
        + '|'
        + cents / 100
        + (cents % 100 < 10 ? ".0" : ".")
        + cents % 100
        + '|'
        + (note == null ? "\\N" : note)
        + '|'
        + createdMicros
        + '|'
        + updatedMicros;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
