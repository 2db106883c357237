package io.tidemark.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.source.read.BatchReader;
import io.tidemark.source.read.OffsetRange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;

/** A micro-batch in parts is the micro-batch. */
final class PartsTest {
  @Property
  void thePartsHaveEachMessageOnceAndInItsOrder(
      @ForAll @Size(max = 6) List<@IntRange(max = 40) Integer> sizes,
      @ForAll @IntRange(max = 60) int room) {
    List<OffsetRange> ranges = new ArrayList<>();
    for (int size : sizes) {
      ranges.add(new OffsetRange(new TopicPartition("t", ranges.size()), 7, 7 + size));
    }
    Map<Integer, List<Long>> taken = new HashMap<>();
    Parts parts = new Parts(MADE_UP, ranges);
    long reads = 0;
    while (parts.more()) {
      List<Decoded> part = parts.take(room);
      assertThat(part).hasSizeLessThanOrEqualTo(room + sizes.size());
      part.forEach(
          message ->
              taken
                  .computeIfAbsent(message.at().partition(), at -> new ArrayList<>())
                  .add(message.at().offset()));
      assertThat(++reads).isLessThanOrEqualTo(1 + OffsetRange.size(ranges));
    }
    for (OffsetRange range : ranges) {
      assertThat(taken.getOrDefault(range.at().partition(), List.of()))
          .isEqualTo(LongStream.range(range.from(), range.until()).boxed().toList());
    }
  }

  /** Each message takes a byte; the last partition's come first. */
  private static final BatchReader MADE_UP =
      (ranges, rooms, visitor) -> {
        boolean all = true;
        List<OffsetRange> backwards = new ArrayList<>(ranges);
        Collections.reverse(backwards);
        for (OffsetRange range : backwards) {
          long until = Math.min(range.until(), range.from() + Math.max(1, rooms.get(range.at())));
          for (long offset = range.from(); offset < until; offset++) {
            visitor.accept(
                new Control(
                    new KafkaPosition(range.at().topic(), range.at().partition(), offset, 0),
                    Control.Kind.HEARTBEAT));
          }
          all &= until >= range.until();
        }
        return all;
      };
}
