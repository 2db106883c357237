package io.tidemark.tail;

import io.tidemark.config.KafkaConfig;
import io.tidemark.config.Secret;
import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Decoder;
import io.tidemark.error.TidemarkException;
import io.tidemark.source.Topics;
import io.tidemark.source.read.MessageReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * All change topics of a connector, followed in the order of the source. It joins no consumer group
 * and commits no offset: it disturbs nobody. Topics and partitions that appear later are read from
 * their beginning.
 */
final class Feed implements AutoCloseable {
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(10);
  private static final Duration NEW_TOPICS_EVERY = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int MOST_WAITING = 2_000;

  private final KafkaConfig kafka;
  private final Consumer<byte[], byte[]> consumer;
  private final Decoder decoder;
  private final Predicate<String> isChangeTopic;
  private final Merge<TopicPartition> merge = new Merge<>();
  private volatile boolean stopped;
  private long topicsListedAt;

  Feed(KafkaConfig kafka, Consumer<byte[], byte[]> consumer, Decoder decoder) {
    this.kafka = kafka;
    this.consumer = consumer;
    this.decoder = decoder;
    String changes = new Topics(kafka.topicPrefix()).changes();
    this.isChangeTopic = Pattern.compile(changes).asMatchPredicate();
  }

  /**
   * A feed with a consumer of its own.
   *
   * @throws TidemarkException EXTERNAL if the broker's address or the client's options are no use
   */
  static Feed open(KafkaConfig kafka, Decoder decoder) {
    Map<String, Object> options = new HashMap<>(kafka.clientOptions());
    options.put("enable.auto.commit", "false");
    options.put("allow.auto.create.topics", "false");
    options.put("auto.offset.reset", "earliest");
    try {
      ByteArrayDeserializer bytes = new ByteArrayDeserializer();
      return new Feed(kafka, new KafkaConsumer<>(options, bytes, bytes), decoder);
    } catch (KafkaException e) {
      throw unreachable(kafka, e);
    }
  }

  /** Takes what passes by. */
  interface Sink {
    /** A change event or a refusal; gives whether to go on. */
    boolean take(Decoded message);

    /** Called when nothing waits, at least five times a second; gives whether to go on. */
    boolean idle();
  }

  /**
   * Follows the topics until the sink or {@link #stop} ends it.
   *
   * @param fromBeginning whether to begin with what the topics still hold
   * @throws TidemarkException EXTERNAL if Kafka cannot be reached
   */
  void follow(boolean fromBeginning, Sink sink) {
    try {
      assign(FIRST_ANSWER, fromBeginning);
      while (!stopped && step(sink)) {
        if (System.nanoTime() - topicsListedAt > NEW_TOPICS_EVERY.toNanos()) {
          assign(NEW_TOPICS_EVERY, true);
        }
      }
    } catch (WakeupException e) {
      // stop() was called
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      throw unreachable(kafka, e);
    }
  }

  /** Ends {@link #follow}; from any thread. */
  void stop() {
    stopped = true;
    consumer.wakeup();
  }

  /** The tables' topics that there are. */
  Set<String> topics() {
    Set<String> topics = new HashSet<>();
    consumer.assignment().forEach(partition -> topics.add(partition.topic()));
    return topics;
  }

  @Override
  public void close() {
    consumer.close(Duration.ofSeconds(2));
  }

  private boolean step(Sink sink) {
    if (consumer.assignment().isEmpty()) {
      // poll() refuses to wait for nothing.
      pause();
    } else {
      for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
        Decoded decoded = MessageReader.decoded(decoder, message);
        if (!(decoded instanceof Control)) {
          merge.add(new TopicPartition(message.topic(), message.partition()), decoded);
        }
      }
    }
    boolean more = true;
    Optional<Decoded> next = next();
    while (more && next.isPresent() && !stopped) {
      more = sink.take(next.get());
      next = more ? next() : next;
    }
    holdBackTheFull();
    return more && sink.idle();
  }

  private void pause() {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private Optional<Decoded> next() {
    return merge.next(
        consumer.assignment(), partition -> consumer.currentLag(partition).orElse(1) == 0);
  }

  private void holdBackTheFull() {
    List<TopicPartition> full = new ArrayList<>();
    for (TopicPartition partition : consumer.assignment()) {
      if (merge.waiting(partition) > MOST_WAITING) {
        full.add(partition);
      }
    }
    Set<TopicPartition> resumed = new HashSet<>(consumer.paused());
    resumed.removeAll(full);
    consumer.resume(resumed);
    consumer.pause(full);
  }

  private void assign(Duration patience, boolean fromBeginning) {
    Map<String, List<PartitionInfo>> topics = consumer.listTopics(patience);
    topicsListedAt = System.nanoTime();
    Set<TopicPartition> known = consumer.assignment();
    List<TopicPartition> added = new ArrayList<>();
    topics.forEach(
        (topic, partitions) -> {
          for (PartitionInfo partition : partitions) {
            TopicPartition place = new TopicPartition(topic, partition.partition());
            if (isChangeTopic.test(topic) && !known.contains(place)) {
              added.add(place);
            }
          }
        });
    if (!added.isEmpty()) {
      assign(known, added, fromBeginning);
    }
  }

  private void assign(
      Set<TopicPartition> known, List<TopicPartition> added, boolean fromBeginning) {
    Collection<TopicPartition> all = new HashSet<>(known);
    all.addAll(added);
    consumer.assign(all);
    if (fromBeginning) {
      consumer.seekToBeginning(added);
    } else {
      // At once: "the end" must not be where it is when the first message has come.
      consumer.endOffsets(added, FIRST_ANSWER).forEach(consumer::seek);
    }
  }

  private static TidemarkException unreachable(KafkaConfig kafka, KafkaException e) {
    Throwable reason = e.getCause() == null ? e : e.getCause();
    String why = String.valueOf(reason.getMessage());
    for (Secret secret : kafka.secretOptions().values()) {
      why = secret.scrub(why);
    }
    return TidemarkException.external(
            "Kafka at \"" + kafka.bootstrapServers() + "\" cannot be read",
            why,
            "Check that it runs (./tidemark status) and that source.kafka names it")
        .causedBy(e);
  }
}
