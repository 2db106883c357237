package io.tidemark.source.read;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Weight;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Reads and decodes; remembers the schemas that it has seen. Of one thread at a time. */
public final class MessageReader implements AutoCloseable {
  private final RangeReader reader;
  private final Decoder decoder;

  /**
   * Connect when there is something to read.
   *
   * @param options of Kafka's client
   * @param patience how long Kafka may give nothing of what it has
   */
  public MessageReader(Map<String, String> options, DecoderSettings decoder, Duration patience) {
    this.reader = new RangeReader(options, patience);
    this.decoder = new Decoder(decoder);
  }

  /**
   * Read the ranges, each to its end or until its room is used up.
   *
   * @param rooms of each partition by {@link Weight} in bytes; at least a message of each is taken,
   *     and the last one may be beyond
   * @return whether all was read
   * @throws org.apache.kafka.common.KafkaException as {@link RangeReader#read}
   */
  public boolean read(
      Collection<OffsetRange> ranges, Map<TopicPartition, Long> rooms, Consumer<Decoded> visitor) {
    return reader.read(
        ranges,
        rooms,
        message -> {
          Decoded decoded = decoded(decoder, message);
          visitor.accept(decoded);
          return Weight.of(decoded);
        });
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

  @Override
  public void close() {
    reader.close();
  }
}
