package io.tidemark.bench.contender;

/** A row of {@code public.orders}, as {@link EventParser} finds it. Null means NULL. */
final class OrderRow {
  String id;
  long customerId;
  String status;
  long cents;
  String note;
  long createdMicros;
  long updatedMicros;
}
