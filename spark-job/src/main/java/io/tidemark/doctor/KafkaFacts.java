package io.tidemark.doctor;

import java.util.List;
import java.util.Map;

/**
 * What Kafka says of the connector's topics.
 *
 * @param brokers how many there are
 */
record KafkaFacts(int brokers, List<Topic> topics) {
  /**
   * A topic.
   *
   * @param replicas of its first partition
   * @param settings effective settings of the topic
   */
  record Topic(String name, int partitions, int replicas, Map<String, String> settings) {}
}
