package io.tidemark.source.read;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads ranges of partitions, all of them with one consumer: one request brings what several
 * partitions have, and what it holds of them is bounded together. It is in no consumer group. Of
 * one thread at a time.
 */
public final class RangeReader implements AutoCloseable {
  /**
   * What is read is in Kafka already, and a fetch that was sent ahead for more must not hold up the
   * next one: the broker answers one of a connection after the other.
   */
  private static final String FETCH_WAIT_MS = "5";

  /** Compressed, of all partitions together; Kafka's default is six times that. */
  private static final String FETCH_BYTES = "8388608";

  /** Decompressed at a time. */
  private static final String POLL_RECORDS = "200";

  private static final Duration POLL = Duration.ofMillis(200);

  /** A topic that does not give what it has may be gone. */
  private static final Duration DOUBT = Duration.ofSeconds(5);

  /** Partitions that had nothing for so long are forgotten. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  /** What was fetched ahead is kept for the next read where messages come few at a time. */
  private static final int FEW = 5_000;

  private final Consumer<byte[], byte[]> consumer;
  private final Duration patience;
  private final Duration doubt;
  private final Map<TopicPartition, Long> usedAt = new HashMap<>();

  /**
   * Connect when there is something to read.
   *
   * @param options of the client; its fetches may be set, too
   * @param patience how long Kafka may give nothing of what it has
   */
  public RangeReader(Map<String, String> options, Duration patience) {
    this(consumer(options), patience, DOUBT);
  }

  RangeReader(Consumer<byte[], byte[]> consumer, Duration patience, Duration doubt) {
    this.consumer = consumer;
    this.patience = patience;
    this.doubt = doubt;
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, String> clientOptions) {
    Map<String, Object> options = new HashMap<>();
    options.put("fetch.max.wait.ms", FETCH_WAIT_MS);
    options.put("fetch.max.bytes", FETCH_BYTES);
    options.put("max.poll.records", POLL_RECORDS);
    options.putAll(clientOptions);
    options.put("enable.auto.commit", "false");
    options.put("allow.auto.create.topics", "false");
    options.put("auto.offset.reset", "none");
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    return new KafkaConsumer<>(options, bytes, bytes);
  }

  /**
   * Read the ranges, each to its end or until its room is used up.
   *
   * @param rooms of each partition; a message is taken while there is some, so that at least one of
   *     each partition is
   * @param visitor is given the messages, each partition's in the order of its offsets, and says
   *     how much room they take
   * @return whether all was read
   * @throws org.apache.kafka.common.KafkaException if Kafka has no more what is to be read, or does
   *     not give it
   */
  public boolean read(
      Collection<OffsetRange> ranges,
      Map<TopicPartition, Long> rooms,
      ToLongFunction<ConsumerRecord<byte[], byte[]>> visitor) {
    Map<TopicPartition, OffsetRange> left = new HashMap<>();
    ranges.stream().filter(range -> range.size() > 0).forEach(range -> left.put(range.at(), range));
    begin(left);
    Reading reading = new Reading(left, new HashMap<>(rooms), visitor);
    long heardAt = System.nanoTime();
    long doubtedAt = heardAt;
    while (!left.isEmpty()) {
      if (reading.took(poll())) {
        heardAt = System.nanoTime();
        doubtedAt = heardAt;
      } else if (System.nanoTime() - heardAt > patience.toNanos()) {
        throw new TimeoutException(
            "Kafka gave no message for %d s".formatted(patience.toSeconds()));
      } else if (System.nanoTime() - doubtedAt > doubt.toNanos()) {
        requireTopics(left.keySet());
        doubtedAt = System.nanoTime();
      }
    }
    if (reading.messages > FEW) {
      usedAt.clear();
      consumer.unsubscribe();
    }
    return reading.all;
  }

  /**
   * Partitions of earlier reads stay assigned, but for those long idle, as a consumer asks for all
   * its topics anew when others are assigned.
   */
  private void begin(Map<TopicPartition, OffsetRange> ranges) {
    long now = System.nanoTime();
    ranges.keySet().forEach(at -> usedAt.put(at, now));
    usedAt.values().removeIf(used -> now - used > IDLE.toNanos());
    if (!consumer.assignment().equals(usedAt.keySet())) {
      consumer.assign(usedAt.keySet());
    }
    ranges.forEach((at, range) -> consumer.seek(at, range.from()));
    Set<TopicPartition> others = new HashSet<>(usedAt.keySet());
    others.removeAll(ranges.keySet());
    consumer.pause(others);
    consumer.resume(ranges.keySet());
  }

  private ConsumerRecords<byte[], byte[]> poll() {
    try {
      return consumer.poll(POLL);
    } catch (InterruptException e) {
      Thread.interrupted(); // else closing the consumer fails, with a stack trace in the log
      throw e;
    }
  }

  private void requireTopics(Set<TopicPartition> partitions) {
    for (TopicPartition at : partitions) {
      List<?> known = consumer.partitionsFor(at.topic(), DOUBT);
      if (known == null || known.isEmpty()) {
        throw new UnknownTopicOrPartitionException("the topic '%s' is gone".formatted(at.topic()));
      }
    }
  }

  @Override
  public void close() {
    consumer.close(Duration.ZERO);
  }

  /** How far a read is. */
  private final class Reading {
    private final Map<TopicPartition, OffsetRange> left;
    private final Map<TopicPartition, Long> rooms;
    private final ToLongFunction<ConsumerRecord<byte[], byte[]>> visitor;
    private long messages;
    private boolean all = true;

    Reading(
        Map<TopicPartition, OffsetRange> left,
        Map<TopicPartition, Long> rooms,
        ToLongFunction<ConsumerRecord<byte[], byte[]>> visitor) {
      this.left = left;
      this.rooms = rooms;
      this.visitor = visitor;
    }

    /** Whether there was anything. */
    boolean took(ConsumerRecords<byte[], byte[]> records) {
      for (TopicPartition at : records.partitions()) {
        take(left.get(at), records.records(at));
      }
      // Behind the last message may come what is none, such as a marker of a transaction's end.
      Set<TopicPartition> over = new HashSet<>(left.keySet());
      over.removeIf(at -> consumer.position(at) < left.get(at).until());
      over.forEach(this::end);
      return !records.isEmpty() || !over.isEmpty();
    }

    private void take(OffsetRange range, List<ConsumerRecord<byte[], byte[]>> records) {
      long room = rooms.get(range.at());
      for (ConsumerRecord<byte[], byte[]> message : records) {
        if (message.offset() >= range.until()) {
          break;
        }
        messages++;
        room -= visitor.applyAsLong(message);
        if (room <= 0) {
          all &= message.offset() + 1 >= range.until();
          end(range.at());
          break;
        }
      }
      rooms.put(range.at(), room);
    }

    private void end(TopicPartition at) {
      left.remove(at);
      consumer.pause(Set.of(at));
    }
  }
}
