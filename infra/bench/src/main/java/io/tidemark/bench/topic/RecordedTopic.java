package io.tidemark.bench.topic;

/**
 * What the broker holds.
 *
 * @param changes the topic of {@code public.orders}
 * @param transactions the topic of the transactions' ends
 * @param events changes in it, tombstones not counted
 * @param bytes of the messages' keys and values, before compression
 * @param expected the sums of the rows in the end, as a contender prints them
 */
public record RecordedTopic(
    String changes, String transactions, long events, long bytes, String expected) {
  /** As in the bundled pipeline.yaml. */
  public static final String PREFIX = "tidemark";

  static final String CHANGES = PREFIX + ".public.orders";
  static final String TRANSACTIONS = PREFIX + ".transaction";
}
