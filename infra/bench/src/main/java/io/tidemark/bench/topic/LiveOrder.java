package io.tidemark.bench.topic;

import io.tidemark.bench.contract.Order;

/**
 * A row that is there, without its values.
 *
 * @param number of the change that created it
 * @param version number of the change that left it as it is
 * @param createdMicros when it was created, since the epoch
 * @param updatedMicros when it was left as it is
 */
record LiveOrder(long number, long version, long createdMicros, long updatedMicros) {
  static LiveOrder created(long number, long micros) {
    return new LiveOrder(number, number, micros, micros);
  }

  LiveOrder updated(long byChange, long micros) {
    return new LiveOrder(number, byChange, createdMicros, micros);
  }

  /** With its values. */
  Order order(OrderMaker maker) {
    return maker.order(this);
  }
}
