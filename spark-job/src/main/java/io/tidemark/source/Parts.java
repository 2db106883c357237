package io.tidemark.source;

import io.tidemark.decode.Decoded;
import io.tidemark.source.read.BatchReader;
import io.tidemark.source.read.OffsetRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A micro-batch's messages, in parts that fit into memory. Spark bounds a micro-batch by a number
 * of messages, and says nothing of how large they are; so a part ends where its room is used up,
 * and the next one is read on from there. Most micro-batches are one part. Not thread-safe.
 */
public final class Parts {
  private static final Comparator<Decoded> KAFKA_ORDER =
      Comparator.comparing((Decoded message) -> message.at().topic())
          .thenComparingInt(message -> message.at().partition())
          .thenComparingLong(message -> message.at().offset());

  private final BatchReader reader;

  /** What is still to be read of each partition. */
  private final Map<TopicPartition, OffsetRange> left = new LinkedHashMap<>();

  /**
   * Nothing is read yet.
   *
   * @param all at most one of each partition
   */
  Parts(BatchReader reader, Collection<OffsetRange> all) {
    this.reader = reader;
    all.forEach(range -> left.put(range.at(), range));
  }

  /** Whether there is another part. */
  public boolean more() {
    return !left.isEmpty();
  }

  /**
   * The next part: of each partition what comes next, as much of it as it has of all that is left.
   *
   * @param weight of the part in bytes; it becomes larger by the last message of each partition
   * @return each partition's messages in the order of their offsets
   */
  public List<Decoded> take(long weight) {
    List<Decoded> messages = new ArrayList<>();
    if (reader.read(left.values(), rooms(weight), messages::add)) {
      left.clear();
    } else {
      goOn(messages);
    }
    messages.sort(KAFKA_ORDER);
    return messages;
  }

  private Map<TopicPartition, Long> rooms(long weight) {
    double all = OffsetRange.size(left.values());
    Map<TopicPartition, Long> rooms = new HashMap<>();
    left.forEach((at, range) -> rooms.put(at, (long) (weight * (range.size() / all))));
    return rooms;
  }

  /** Behind these messages. */
  private void goOn(List<Decoded> messages) {
    for (Decoded message : messages) {
      left.computeIfPresent(
          new TopicPartition(message.at().topic(), message.at().partition()),
          (at, range) ->
              new OffsetRange(
                  at, Math.max(range.from(), message.at().offset() + 1), range.until()));
    }
    left.values().removeIf(range -> range.size() <= 0);
  }
}
