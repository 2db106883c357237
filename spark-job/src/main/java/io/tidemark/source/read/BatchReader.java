package io.tidemark.source.read;

import io.tidemark.decode.Decoded;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Reads ranges on behalf of the driver. */
public interface BatchReader {
  /**
   * Read the ranges, each to its end or until its room is used up.
   *
   * @param rooms of each partition, as {@link MessageReader#read} has them
   * @param visitor is given the messages by the calling thread, each partition's in the order of
   *     its offsets
   * @return whether all was read
   */
  boolean read(
      Collection<OffsetRange> ranges, Map<TopicPartition, Long> rooms, Consumer<Decoded> visitor);
}
