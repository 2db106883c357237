package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Assignment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the changes without Spark: one thread for each core, each with a consumer of its own and
 * every n-th partition, from the beginning to the end as it is at the start. No group, no commits.
 */
final class PlainReaders {
  private static final Duration POLL = Duration.ofMillis(200);

  private PlainReaders() {}

  /** Takes the messages of one thread, in the order of their partitions. */
  interface Sink {
    void take(ConsumerRecord<byte[], byte[]> message);
  }

  /** All messages; one sink from {@code sinks} for each thread, given back in the end. */
  static <S extends Sink> List<S> readAll(Assignment assignment, Supplier<S> sinks)
      throws InterruptedException, ExecutionException {
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<S>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        int rest = thread;
        S sink = sinks.get();
        running.add(
            pool.submit(
                () -> {
                  read(assignment, partition -> partition % threads == rest, sink);
                  return sink;
                }));
      }
      List<S> filled = new ArrayList<>();
      for (Future<S> future : running) {
        filled.add(future.get());
      }
      return filled;
    } finally {
      pool.shutdownNow();
    }
  }

  private static void read(Assignment assignment, java.util.function.IntPredicate mine, Sink sink) {
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(assignment.bootstrap())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(assignment.topic()).stream()
              .map(part -> new TopicPartition(part.topic(), part.partition()))
              .filter(part -> mine.test(part.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> left = new HashMap<>(consumer.endOffsets(partitions));
      left.values().removeIf(end -> end == 0);
      while (!left.isEmpty()) {
        consumer.poll(POLL).forEach(sink::take);
        left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      }
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrap,
            // More for each question: 8 MB a partition instead of 1.
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            8 * 1024 * 1024,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            5_000,
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
