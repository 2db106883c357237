package io.tidemark.source;

import io.tidemark.config.KafkaConfig;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.error.TidemarkException;
import io.tidemark.source.read.MessageReader;
import io.tidemark.source.read.OffsetRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/** Messages of the change topics for those who need a few. */
public final class Messages {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Messages() {}

  /**
   * Read ranges of partitions to their ends, in no consumer group.
   *
   * @param begins offset of the first message of each partition to read
   * @param ends offset behind the last one of each
   * @param visitor is given the messages, each partition's in the order of its offsets
   * @throws TidemarkException EXTERNAL if Kafka does not give them
   */
  public static void between(
      KafkaConfig kafka,
      DecoderSettings settings,
      Map<TopicPartition, Long> begins,
      Map<TopicPartition, Long> ends,
      Consumer<Decoded> visitor) {
    List<OffsetRange> ranges = new ArrayList<>();
    Map<TopicPartition, Long> rooms = new HashMap<>();
    ends.forEach(
        (at, end) -> {
          ranges.add(new OffsetRange(at, begins.get(at), end));
          rooms.put(at, Long.MAX_VALUE);
        });
    try (MessageReader reader = new MessageReader(kafka.clientOptions(), settings, PATIENCE)) {
      reader.read(ranges, rooms, visitor);
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading Kafka", e);
    } catch (KafkaException e) {
      throw unread(kafka, String.valueOf(e.getMessage())).causedBy(e);
    }
  }

  private static TidemarkException unread(KafkaConfig kafka, String why) {
    return TidemarkException.external(
        "Messages that Kafka at '%s' holds cannot be read".formatted(kafka.bootstrapServers()),
        why,
        "Check that it runs (./tidemark status), and try again");
  }
}
