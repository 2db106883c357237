package io.tidemark.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.KafkaConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.Recording;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** The feed over Kafka's own double of a consumer. */
class FeedTest {
  private static final String TOPIC = "live.live.shop";
  private static final String LATER = "live.live.full_shop";
  private static final String PREFIX = "live";

  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>(OffsetResetStrategy.EARLIEST);
  private final Feed feed =
      new Feed(
          new KafkaConfig("127.0.0.1:1", PREFIX, Map.of(), Map.of()),
          consumer,
          new Decoder(DecoderSettings.of("__unavailable_r4nd0m__")));

  @Test
  void partitionsAreMergedInTheOrderOfTheSourceAndControlMessagesLeftOut() {
    topic(TOPIC, 2);
    topic("live.transaction", 1);
    topic("other.live.shop", 1);
    consumer.schedulePollTask(
        () -> {
          add(TOPIC, 0, 0, "709");
          add(TOPIC, 0, 1, "710");
          add(TOPIC, 0, 2, "711");
          add(TOPIC, 1, 0, "701");
          add(TOPIC, 1, 1, "702");
          add(TOPIC, 1, 2, "707");
        });

    List<Long> lsns = new ArrayList<>();
    feed.follow(true, until(5, lsns));

    assertThat(lsns).hasSize(5).isSorted();
    assertThat(feed.topics()).isEqualTo(Set.of(TOPIC));
  }

  @Test
  void fromTheEndOnlyWhatComesLaterIsShown() {
    topic(TOPIC, 1);
    consumer.updateEndOffsets(Map.of(place(TOPIC, 0), 5L));
    consumer.schedulePollTask(
        () -> {
          add(TOPIC, 0, 4, "701");
          add(TOPIC, 0, 5, "702");
        });

    List<Long> lsns = new ArrayList<>();
    feed.follow(false, until(1, lsns));

    assertThat(lsns).containsExactly(((ChangeEvent) decoded("702")).position().lsn());
  }

  @Test
  void aTopicThatAppearsLaterIsReadFromItsBeginning() {
    topic(TOPIC, 1);
    List<Long> lsns = new ArrayList<>();
    feed.follow(
        false,
        new Feed.Sink() {
          private boolean added;

          @Override
          public boolean take(Decoded message) {
            lsns.add(((ChangeEvent) message).position().lsn());
            return false;
          }

          @Override
          public boolean idle() {
            if (!added) {
              added = true;
              topic(LATER, 1);
            } else if (feed.topics().contains(LATER)
                && consumer.endOffsets(List.of(place(LATER, 0))).get(place(LATER, 0)) == 0) {
              add(LATER, 0, 0, "717");
            }
            return true;
          }
        });

    assertThat(lsns).containsExactly(((ChangeEvent) decoded("717")).position().lsn());
  }

  private static Feed.Sink until(int count, List<Long> lsns) {
    return new Feed.Sink() {
      @Override
      public boolean take(Decoded message) {
        lsns.add(((ChangeEvent) message).position().lsn());
        return lsns.size() < count;
      }

      @Override
      public boolean idle() {
        return true;
      }
    };
  }

  private void topic(String name, int partitions) {
    List<PartitionInfo> infos = new ArrayList<>();
    Map<TopicPartition, Long> zero = new HashMap<>();
    for (int i = 0; i < partitions; i++) {
      Node node = new Node(1, "127.0.0.1", 1);
      infos.add(new PartitionInfo(name, i, node, new Node[] {node}, new Node[] {node}));
      zero.put(place(name, i), 0L);
    }
    consumer.updatePartitions(name, infos);
    consumer.updateBeginningOffsets(zero);
    consumer.updateEndOffsets(zero);
  }

  private void add(String topic, int partition, long offset, String number) {
    Recording recording = Recording.of(number);
    RecordHeaders headers = new RecordHeaders();
    recording.headers().forEach(headers::add);
    consumer.addRecord(
        new ConsumerRecord<>(
            topic,
            partition,
            offset,
            recording.at().timestampMs(),
            TimestampType.CREATE_TIME,
            0,
            0,
            recording.key(),
            recording.value(),
            headers,
            Optional.empty()));
    consumer.updateEndOffsets(Map.of(place(topic, partition), offset + 1));
  }

  private static Decoded decoded(String number) {
    return Recording.of(number)
        .decodedBy(new Decoder(DecoderSettings.of("__unavailable_r4nd0m__")));
  }

  private static TopicPartition place(String topic, int partition) {
    return new TopicPartition(topic, partition);
  }
}
