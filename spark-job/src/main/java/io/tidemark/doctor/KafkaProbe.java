package io.tidemark.doctor;

import io.tidemark.config.KafkaConfig;
import io.tidemark.doctor.KafkaFacts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/** Asks Kafka by its admin client. */
final class KafkaProbe {
  private static final int TIMEOUT_MS = 6_000;

  private KafkaProbe() {}

  /**
   * What Kafka says.
   *
   * @throws ExecutionException if it answers an error
   * @throws TimeoutException if it does not answer
   */
  static KafkaFacts ask(KafkaConfig config) throws ExecutionException, TimeoutException {
    Map<String, Object> options = new HashMap<>(config.clientOptions());
    options.put("default.api.timeout.ms", TIMEOUT_MS);
    options.put("request.timeout.ms", TIMEOUT_MS / 2);
    options.put("client.id", "tidemark-doctor");
    Admin admin = Admin.create(options);
    try {
      int brokers = answer(admin.describeCluster().nodes()).size();
      String prefix = config.topicPrefix() + ".";
      List<String> names =
          answer(admin.listTopics().names()).stream()
              .filter(name -> name.startsWith(prefix))
              .sorted()
              .toList();
      return new KafkaFacts(brokers, topics(admin, names));
    } finally {
      // Without a bound it waits for ever where something else listens there and says nothing.
      admin.close(Duration.ofMillis(TIMEOUT_MS));
    }
  }

  private static List<Topic> topics(Admin admin, List<String> names)
      throws ExecutionException, TimeoutException {
    Map<String, TopicDescription> described = answer(admin.describeTopics(names).allTopicNames());
    Map<ConfigResource, Config> configs =
        answer(admin.describeConfigs(names.stream().map(KafkaProbe::resource).toList()).all());
    List<Topic> topics = new ArrayList<>();
    for (String name : names) {
      Map<String, String> settings = new HashMap<>();
      configs.get(resource(name)).entries().stream()
          .filter(entry -> entry.value() != null)
          .forEach(entry -> settings.put(entry.name(), entry.value()));
      TopicDescription topic = described.get(name);
      int replicas = topic.partitions().get(0).replicas().size();
      topics.add(new Topic(name, topic.partitions().size(), replicas, settings));
    }
    return topics;
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static <T> T answer(KafkaFuture<T> future) throws ExecutionException, TimeoutException {
    try {
      return future.get(2L * TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted");
    }
  }
}
