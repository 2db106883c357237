package io.tidemark.progress;

import io.tidemark.decode.Decoded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Until when everything that Kafka got is read. */
public final class ReadUntil {
  private ReadUntil() {}

  /**
   * The time, by Kafka's record timestamps, milliseconds since the epoch.
   *
   * @param ends the offsets at which partitions end in Kafka now, by topic
   * @param latest the messages read last, each partition's in the order of its offsets
   * @param read what is read in all
   * @param nowMs the clock, for what is read to its end; 0 if a partition that is not has no
   *     message here
   */
  public static long of(
      Map<String, Map<Integer, Long>> ends, List<Decoded> latest, Progress read, long nowMs) {
    Map<Partition, Long> last = new HashMap<>();
    for (Decoded message : latest) {
      last.put(Partition.of(message.at()), message.at().timestampMs());
    }
    long until = nowMs;
    for (Map.Entry<String, Map<Integer, Long>> topic : ends.entrySet()) {
      for (Map.Entry<Integer, Long> end : topic.getValue().entrySet()) {
        if (read.next(topic.getKey(), end.getKey()) < end.getValue()) {
          Partition partition = new Partition(topic.getKey(), end.getKey());
          until = Math.min(until, last.getOrDefault(partition, 0L));
        }
      }
    }
    return until;
  }
}
