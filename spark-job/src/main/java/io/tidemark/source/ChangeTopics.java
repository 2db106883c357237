package io.tidemark.source;

import io.tidemark.config.KafkaConfig;
import io.tidemark.error.TidemarkException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** What Kafka says of the connector's topics now: their partitions, where these begin and end. */
final class ChangeTopics implements AutoCloseable {
  private static final long TIMEOUT_S = 30;

  private final KafkaConfig kafka;
  private final Admin admin;

  ChangeTopics(KafkaConfig kafka) {
    this.kafka = kafka;
    Map<String, Object> options = new HashMap<>(kafka.clientOptions());
    admin = Admin.create(options);
  }

  /**
   * The partitions of all topics of changes and transactions.
   *
   * @throws TidemarkException EXTERNAL if Kafka does not answer; so do the others
   */
  List<TopicPartition> partitions() {
    return partitions(ids().keySet());
  }

  /** Kafka's own id of each change topic. */
  Map<String, String> ids() {
    Pattern wanted = Pattern.compile(new Topics(kafka.topicPrefix()).all());
    return answer(admin.listTopics().listings()).stream()
        .filter(topic -> wanted.matcher(topic.name()).matches())
        .collect(Collectors.toMap(TopicListing::name, topic -> topic.topicId().toString()));
  }

  /** The partitions of topics. */
  List<TopicPartition> partitions(Collection<String> topics) {
    return answer(admin.describeTopics(topics).allTopicNames()).values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(p -> new TopicPartition(topic.name(), p.partition())))
        .toList();
  }

  /** Offsets of the first messages that Kafka still has. */
  Map<TopicPartition, Long> begins(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.earliest());
  }

  /** Offsets of the messages to come next. */
  Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    return offsets(partitions, OffsetSpec.latest());
  }

  private Map<TopicPartition, Long> offsets(
      Collection<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted =
        partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
    return answer(admin.listOffsets(wanted).all()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
  }

  private <T> T answer(KafkaFuture<T> question) {
    try {
      return question.get(TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw TidemarkException.external(
              "Kafka at '%s' does not answer".formatted(kafka.bootstrapServers()),
              String.valueOf(e.getMessage()),
              "Start it (./tidemark up), or mend source.kafka")
          .causedBy(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Kafka", e);
    }
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(TIMEOUT_S)); // else for ever, where Kafka is gone
  }
}
