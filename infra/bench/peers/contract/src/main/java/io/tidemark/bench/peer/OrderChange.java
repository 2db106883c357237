package io.tidemark.bench.peer;

import java.math.BigDecimal;

/**
 * A change of one row of {@code public.orders}. Of a deleted row only the id is known.
 *
 * @param deleted whether the row is gone; else the fields are all that it holds
 * @param id never null
 * @param note null for NULL
 * @param createdMicros since the epoch, as is {@code updatedMicros}
 */
public record OrderChange(
    boolean deleted,
    String id,
    long customerId,
    String status,
    BigDecimal amount,
    String note,
    long createdMicros,
    long updatedMicros) {
  static OrderChange delete(String id) {
    return new OrderChange(true, id, 0, null, null, null, 0, 0);
  }
}
