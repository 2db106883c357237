package io.tidemark.bench.contract;

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
  /** Its canonical text: {@code id|customer_id|status|amount|note|created_at|updated_at}. */
  String text() {
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
}
