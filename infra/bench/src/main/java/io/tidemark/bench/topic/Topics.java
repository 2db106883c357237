package io.tidemark.bench.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/** The two topics, as the connector has them made. */
final class Topics {
  private static final int PARTITIONS = 4;
  private static final Duration GONE = Duration.ofMinutes(1);

  private Topics() {}

  /** How many messages both hold; 0 if one is missing. */
  static long messages(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> topics = Set.of(RecordedTopic.CHANGES, RecordedTopic.TRANSACTIONS);
    if (!admin.listTopics().names().get().containsAll(topics)) {
      return 0;
    }
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (TopicDescription topic : admin.describeTopics(topics).allTopicNames().get().values()) {
      topic
          .partitions()
          .forEach(
              part ->
                  ends.put(
                      new TopicPartition(topic.name(), part.partition()), OffsetSpec.latest()));
    }
    return admin.listOffsets(ends).all().get().values().stream()
        .mapToLong(end -> end.offset())
        .sum();
  }

  /** Remove both, and wait until they are gone. */
  static void remove(Admin admin) throws ExecutionException, InterruptedException {
    List<String> there =
        admin.listTopics().names().get().stream()
            .filter(name -> name.startsWith(RecordedTopic.PREFIX + "."))
            .toList();
    admin.deleteTopics(there).all().get();
    long end = System.nanoTime() + GONE.toNanos();
    while (admin.listTopics().names().get().stream().anyMatch(there::contains)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("Kafka still lists the deleted topics " + there);
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Make both, empty, on a broker that has neither. */
  static void makeUnlessThere(Admin admin) throws ExecutionException, InterruptedException {
    if (!admin.listTopics().names().get().contains(RecordedTopic.CHANGES)) {
      make(admin);
    }
  }

  /** Make both, empty. */
  static void make(Admin admin) throws ExecutionException, InterruptedException {
    // The times of the messages are those of the recorded commits, long ago.
    Map<String, String> forever =
        Map.of("retention.ms", "-1", "max.message.bytes", "67108864", "cleanup.policy", "delete");
    admin
        .createTopics(
            List.of(
                new NewTopic(RecordedTopic.CHANGES, PARTITIONS, (short) 1).configs(forever),
                new NewTopic(RecordedTopic.TRANSACTIONS, 1, (short) 1).configs(forever)))
        .all()
        .get();
  }
}
