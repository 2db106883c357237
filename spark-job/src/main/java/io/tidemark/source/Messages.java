package io.tidemark.source;

import io.tidemark.config.KafkaConfig;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.error.TidemarkException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Messages of the change topics, read and decoded without Spark, for those who need a few. */
public final class Messages {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration SILENCE = Duration.ofSeconds(30);

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
    Map<TopicPartition, Long> left = new HashMap<>(ends);
    left.entrySet().removeIf(end -> begins.get(end.getKey()) >= end.getValue());
    Map<String, Object> options = new HashMap<>(kafka.clientOptions());
    options.put("enable.auto.commit", "false");
    options.put("allow.auto.create.topics", "false");
    options.put("auto.offset.reset", "none");
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    Decoder decoder = new Decoder(settings);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(options, bytes, bytes)) {
      consumer.assign(left.keySet());
      left.keySet().forEach(partition -> consumer.seek(partition, begins.get(partition)));
      read(consumer, left, kafka, message -> visitor.accept(decoded(decoder, message)));
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading Kafka", e);
    } catch (KafkaException e) {
      throw unread(kafka, String.valueOf(e.getMessage())).causedBy(e);
    }
  }

  private static void read(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> ends,
      KafkaConfig kafka,
      Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    Map<TopicPartition, Long> left = new HashMap<>(ends);
    long heardAt = System.nanoTime();
    while (!left.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> message : poll(consumer)) {
        heardAt = System.nanoTime();
        TopicPartition partition = new TopicPartition(message.topic(), message.partition());
        if (message.offset() < ends.get(partition)) {
          visitor.accept(message);
        }
      }
      List<TopicPartition> over = new ArrayList<>(left.keySet());
      over.removeIf(partition -> consumer.position(partition) < left.get(partition));
      left.keySet().removeAll(over);
      consumer.pause(over);
      if (System.nanoTime() - heardAt > SILENCE.toNanos()) {
        throw unread(kafka, "It gave no message for %d s".formatted(SILENCE.toSeconds()));
      }
    }
  }

  private static ConsumerRecords<byte[], byte[]> poll(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      return consumer.poll(POLL);
    } catch (InterruptException e) {
      Thread.interrupted(); // else closing the consumer fails, with a stack trace in the log
      throw e;
    }
  }

  /** What a message turns out to be. */
  public static Decoded decoded(Decoder decoder, ConsumerRecord<byte[], byte[]> message) {
    return decoder.decode(
        new KafkaPosition(
            message.topic(), message.partition(), message.offset(), message.timestamp()),
        message.key(),
        message.value(),
        name -> {
          Header header = message.headers().lastHeader(name);
          return header == null ? null : header.value();
        });
  }

  private static TidemarkException unread(KafkaConfig kafka, String why) {
    return TidemarkException.external(
        "Messages that Kafka at '%s' holds cannot be read".formatted(kafka.bootstrapServers()),
        why,
        "Check that it runs (./tidemark status), and try again");
  }
}
