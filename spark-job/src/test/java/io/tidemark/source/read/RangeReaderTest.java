package io.tidemark.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

/** What a reader takes of its partitions, and that it asks for no more than it has to. */
final class RangeReaderTest {
  private static final TopicPartition A0 = new TopicPartition("a", 0);
  private static final TopicPartition A1 = new TopicPartition("a", 1);
  private static final TopicPartition B0 = new TopicPartition("b", 0);
  private static final long PLENTY = 1L << 40;

  private final MockConsumer<byte[], byte[]> kafka = new MockConsumer<>(OffsetResetStrategy.NONE);
  private final RangeReader reader =
      new RangeReader(kafka, Duration.ofSeconds(1), Duration.ofSeconds(5));
  private final Map<TopicPartition, List<Long>> taken = new HashMap<>();

  @Test
  void takesWhatTheRangesHaveAndNothingElse() {
    boolean all = read(Map.of(A0, PLENTY, B0, PLENTY), range(A0, 2, 5), range(B0, 0, 3));

    assertThat(all).isTrue();
    assertThat(taken).isEqualTo(Map.of(A0, offsets(2, 5), B0, offsets(0, 3)));
  }

  @Test
  void stopsWhereTheRoomOfAPartitionIsUsedUpAndSaysSo() {
    boolean all = read(Map.of(A0, 3L, B0, PLENTY), range(A0, 0, 9), range(B0, 0, 9));

    assertThat(all).isFalse();
    assertThat(taken).isEqualTo(Map.of(A0, offsets(0, 3), B0, offsets(0, 9)));
  }

  @Test
  void takesAMessageOfEachHoweverLittleRoomThereIs() {
    boolean all = read(Map.of(A0, 0L, A1, 0L), range(A0, 4, 6), range(A1, 0, 1));

    assertThat(all).isFalse();
    assertThat(taken).isEqualTo(Map.of(A0, offsets(4, 5), A1, offsets(0, 1)));
  }

  @Test
  void allIsReadWhereTheLastMessageFillsTheRoom() {
    assertThat(read(Map.of(A0, 3L), range(A0, 0, 3))).isTrue();
  }

  @Test
  void goesOnWhereItLeftOff() {
    read(Map.of(A0, 3L), range(A0, 0, 9));
    boolean all = read(Map.of(A0, PLENTY), range(A0, 3, 9));

    assertThat(all).isTrue();
    assertThat(taken).isEqualTo(Map.of(A0, offsets(0, 9)));
  }

  @Test
  void partitionsOfEarlierReadsStayAssignedAndAreNotRead() {
    read(Map.of(A0, PLENTY), range(A0, 0, 3));
    read(Map.of(B0, PLENTY), range(B0, 0, 3));

    assertThat(kafka.assignment()).isEqualTo(Set.of(A0, B0));
    assertThat(kafka.paused()).contains(A0);
  }

  @Test
  void keepsNothingOfALargeRead() {
    read(Map.of(A0, PLENTY), range(A0, 0, 6000));

    assertThat(taken.get(A0)).hasSize(6000);
    assertThat(kafka.assignment()).isEmpty();
  }

  @Test
  void anEmptyRangeNeedsNoKafka() {
    assertThat(read(Map.of(A0, PLENTY), range(A0, 3, 3))).isTrue();
    assertThat(taken).isEmpty();
  }

  @Test
  void offsetsThatHoldNoMessageEndARangeToo() {
    kafka.schedulePollTask(
        () -> {
          kafka.updateBeginningOffsets(Map.of(A0, 0L));
          kafka.addRecord(message(A0, 0));
          kafka.schedulePollTask(() -> kafka.seek(A0, 2)); // a marker at 1
        });

    assertThat(reader.read(List.of(range(A0, 0, 2)), Map.of(A0, PLENTY), this::visit)).isTrue();
    assertThat(taken).isEqualTo(Map.of(A0, offsets(0, 1)));
  }

  @Test
  void failsWhereATopicIsGone() {
    RangeReader patient = new RangeReader(kafka, Duration.ofMinutes(2), Duration.ofMillis(1));

    assertThatThrownBy(
            () -> patient.read(List.of(range(A0, 0, 1)), Map.of(A0, PLENTY), this::visit))
        .isInstanceOf(UnknownTopicOrPartitionException.class)
        .hasMessage("the topic 'a' is gone");
  }

  @Test
  void failsWhereKafkaIsSilent() {
    assertThatThrownBy(() -> reader.read(List.of(range(A0, 0, 1)), Map.of(A0, 1L), this::visit))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("no message for 1 s");
  }

  private boolean read(Map<TopicPartition, Long> rooms, OffsetRange... ranges) {
    kafka.schedulePollTask(
        () -> {
          for (OffsetRange range : ranges) {
            kafka.updateBeginningOffsets(Map.of(range.at(), 0L));
            // Kafka has more than is to be read.
            for (long offset = range.from(); offset < range.until() + 2; offset++) {
              kafka.addRecord(message(range.at(), offset));
            }
          }
        });
    return reader.read(List.of(ranges), rooms, this::visit);
  }

  private long visit(ConsumerRecord<byte[], byte[]> message) {
    taken
        .computeIfAbsent(
            new TopicPartition(message.topic(), message.partition()), at -> new ArrayList<>())
        .add(message.offset());
    return 1;
  }

  private static ConsumerRecord<byte[], byte[]> message(TopicPartition at, long offset) {
    byte[] value = "value".getBytes(StandardCharsets.UTF_8);
    return new ConsumerRecord<>(at.topic(), at.partition(), offset, null, value);
  }

  private static OffsetRange range(TopicPartition at, long from, long until) {
    return new OffsetRange(at, from, until);
  }

  private static List<Long> offsets(long from, long until) {
    return LongStream.range(from, until).boxed().toList();
  }
}
