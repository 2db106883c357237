package io.tidemark.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;

/** Ranges shared out among readers. */
final class OffsetRangeTest {
  @Property
  void eachRangeHasOneReaderAndNoReaderHasMuchMoreThanAnother(
      @ForAll @IntRange(min = 1, max = 5) int readers,
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 1000) Integer> sizes) {
    List<OffsetRange> ranges = new ArrayList<>();
    for (int size : sizes) {
      ranges.add(new OffsetRange(new TopicPartition("t", ranges.size()), 5, 5 + size));
    }

    List<List<OffsetRange>> shared = OffsetRange.among(readers, ranges);

    assertThat(shared).hasSizeLessThanOrEqualTo(readers).noneMatch(List::isEmpty);
    assertThat(shared.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(ranges);
    long largest = sizes.stream().mapToInt(size -> size).max().orElse(0);
    long most = shared.stream().mapToLong(OffsetRange::size).max().orElse(0);
    long least = shared.stream().mapToLong(OffsetRange::size).min().orElse(0);
    assertThat(most - least).isLessThanOrEqualTo(largest);
  }
}
