package io.tidemark.bench.topic;

import io.tidemark.bench.contract.OrderSum;

/**
 * A row of {@code public.orders}.
 *
 * @param id a uuid as text
 * @param cents the amount in hundredths
 * @param note null for NULL
 * @param createdMicros since the epoch, as is {@code updatedMicros}
 */
public record Order(
    String id,
    long customerId,
    String status,
    long cents,
    String note,
    long createdMicros,
    long updatedMicros) {
  void addTo(OrderSum sum) {
    sum.add(id, customerId, status, cents, note, createdMicros, updatedMicros);
  }

  void removeFrom(OrderSum sum) {
    sum.remove(id, customerId, status, cents, note, createdMicros, updatedMicros);
  }
}
