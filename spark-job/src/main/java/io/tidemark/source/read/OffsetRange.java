package io.tidemark.source.read;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.kafka.common.TopicPartition;

/**
 * Messages of a partition.
 *
 * @param from offset of the first one
 * @param until offset behind the last one
 */
public record OffsetRange(TopicPartition at, long from, long until) implements Serializable {
  private static final Comparator<OffsetRange> LARGEST_FIRST =
      Comparator.comparingLong((OffsetRange range) -> range.size())
          .reversed()
          .thenComparing(range -> range.at().topic())
          .thenComparingInt(range -> range.at().partition());

  /** Messages at most: Kafka may have removed some. */
  public long size() {
    return until - from;
  }

  /** The smallest range of the same partition that has both. */
  public OffsetRange with(OffsetRange other) {
    return new OffsetRange(at, Math.min(from, other.from), Math.max(until, other.until));
  }

  /** All sizes together. */
  public static long size(Collection<OffsetRange> ranges) {
    return ranges.stream().mapToLong(OffsetRange::size).sum();
  }

  /** The ranges shared out evenly among as many readers or fewer; none has nothing to do. */
  static List<List<OffsetRange>> among(int readers, Collection<OffsetRange> ranges) {
    record Load(int reader, long size) {}

    List<List<OffsetRange>> shared = new ArrayList<>();
    PriorityQueue<Load> least =
        new PriorityQueue<>(Comparator.comparingLong(Load::size).thenComparingInt(Load::reader));
    for (OffsetRange range : ranges.stream().sorted(LARGEST_FIRST).toList()) {
      Load load;
      if (shared.size() < readers) {
        load = new Load(shared.size(), 0);
        shared.add(new ArrayList<>());
      } else {
        load = least.remove();
      }
      shared.get(load.reader()).add(range);
      least.add(new Load(load.reader(), load.size() + range.size()));
    }
    return shared;
  }
}
