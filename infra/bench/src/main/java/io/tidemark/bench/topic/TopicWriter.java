package io.tidemark.bench.topic;

import io.tidemark.bench.contract.Order;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes all that {@link Orders} makes, with the producer's settings of the connector. */
final class TopicWriter implements AutoCloseable {
  private static final int SAY_EVERY = 250_000;

  /** Between a commit and the moment in which the connector saw its first change. */
  private static final long CONNECTOR_NANOS = 150_000_000;

  private static final long NEXT_CHANGE_NANOS = 41_209;

  private final KafkaProducer<byte[], byte[]> producer;
  private final Consumer<String> progress;
  private volatile Exception failure;
  private long bytes;
  private long messages;

  TopicWriter(String bootstrap, Consumer<String> progress) {
    this.progress = progress;
    producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrap,
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "zstd",
                ProducerConfig.BATCH_SIZE_CONFIG,
                262_144,
                ProducerConfig.LINGER_MS_CONFIG,
                20),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Write all changes, deletes with their tombstones, and each transaction's end after them. */
  void write(Iterator<OrderTransaction> orders) {
    long events = 0;
    while (orders.hasNext()) {
      OrderTransaction transaction = orders.next();
      write(transaction);
      long before = events / SAY_EVERY;
      events += transaction.changes().size();
      if (events / SAY_EVERY > before) {
        progress.accept("%,d changes written".formatted(events));
      }
    }
    producer.flush();
    if (failure != null) {
      throw new IllegalStateException("Kafka did not take a message", failure);
    }
  }

  /** Of keys and values, before compression. */
  long bytes() {
    return bytes;
  }

  /** In both topics. */
  long messages() {
    return messages;
  }

  private void write(OrderTransaction transaction) {
    List<OrderChange> changes = transaction.changes();
    long nanos = transaction.commitMicros() * 1000 + CONNECTOR_NANOS;
    for (int place = 0; place < changes.size(); place++) {
      Order order = changes.get(place).order();
      byte[] key = EventText.key(order);
      long sent = nanos + place * NEXT_CHANGE_NANOS;
      send(RecordedTopic.CHANGES, sent, key, EventText.value(transaction, place, sent));
      if (changes.get(place).operation() == 'd') {
        send(RecordedTopic.CHANGES, sent, key, null);
      }
    }
    long sent = nanos + changes.size() * NEXT_CHANGE_NANOS;
    send(
        RecordedTopic.TRANSACTIONS,
        sent,
        EventText.endKey(transaction),
        EventText.end(transaction));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the callback tells the same
  private void send(String topic, long nanos, byte[] key, byte[] value) {
    bytes += key.length + (value == null ? 0 : value.length);
    messages++;
    producer.send(
        new ProducerRecord<>(topic, null, TimeUnit.NANOSECONDS.toMillis(nanos), key, value),
        (RecordMetadata at, Exception e) -> {
          if (e != null) {
            failure = e;
          }
        });
  }

  @Override
  public void close() {
    producer.close();
  }
}
