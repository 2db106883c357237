package io.tidemark.bench.topic;

/**
 * What the broker holds.
 *
 * @param events changes in it, tombstones not counted
 * @param bytes of the messages' keys and values, before compression
 * @param expected the sums of the rows in the end, as a contender prints them
 */
public record RecordedTopic(long events, long bytes, String expected) {
  /** As in the bundled pipeline.yaml. */
  public static final String PREFIX = "tidemark";

  /** The topic of {@code public.orders}. */
  public static final String CHANGES = PREFIX + ".public.orders";

  /** The topic of the transactions' ends. */
  public static final String TRANSACTIONS = PREFIX + ".transaction";
}
