package io.tidemark.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.config.KafkaConfig;
import io.tidemark.error.TidemarkException;
import io.tidemark.progress.Progress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the stream begins: at the first message that the lake does not hold. What the lake holds
 * stands in its tables, so no checkpoint is needed, and none can disagree.
 */
public final class StartingOffsets {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StartingOffsets() {}

  /**
   * For Spark's {@code startingOffsets}.
   *
   * @param held how far the lake is
   * @throws TidemarkException EXTERNAL if Kafka does not answer; DATA if messages that the lake
   *     lacks are gone from Kafka
   */
  public static String of(KafkaConfig kafka, Progress held) {
    try (ChangeTopics topics = new ChangeTopics(kafka)) {
      List<TopicPartition> partitions = topics.partitions();
      Set<String> found =
          partitions.stream().map(TopicPartition::topic).collect(Collectors.toSet());
      for (String topic : held.topics().keySet()) {
        if (!found.contains(topic)) {
          throw gone(topic, "the topic is not there any more");
        }
      }
      if (partitions.isEmpty()) {
        return "earliest";
      }
      String messages = new Topics(kafka.topicPrefix()).messages();
      Map<TopicPartition, Long> begins = topics.begins(partitions);
      Map<TopicPartition, Long> ends = topics.ends(partitions);
      ObjectNode offsets = JSON.createObjectNode();
      for (TopicPartition at : partitions) {
        long next = held.next(at.topic(), at.partition());
        check(at, next, begins.get(at), ends.get(at), at.topic().equals(messages));
        offsets
            .withObjectProperty(at.topic())
            .put(Integer.toString(at.partition()), Math.max(next, begins.get(at)));
      }
      return offsets.toString();
    }
  }

  /** A partition whose first missing message Kafka does not have would leave a silent gap. */
  static void check(TopicPartition at, long next, long earliest, long end, boolean messages) {
    if (earliest > next && !(messages && next == 0)) {
      throw gone(
          at.toString(),
          "the lake needs offset %d and Kafka begins at %d".formatted(next, earliest));
    }
    if (end < next) {
      throw gone(
          at.toString(),
          "the lake holds it up to offset %d and Kafka's ends at %d: it was made anew"
              .formatted(next, end));
    }
  }

  private static TidemarkException gone(String where, String why) {
    return TidemarkException.data(
        "Changes in '%s' are gone from Kafka before the lake had them".formatted(where),
        why,
        "The lake can't become right from this topic: delete the connector with its topics and"
            + " slot, and let a new snapshot fill a new lake.path; then give the topics a longer"
            + " retention");
  }
}
