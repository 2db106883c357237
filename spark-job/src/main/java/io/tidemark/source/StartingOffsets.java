package io.tidemark.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.config.KafkaConfig;
import io.tidemark.error.TidemarkException;
import io.tidemark.progress.PartitionProgress;
import io.tidemark.progress.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the stream begins: at the first message that the lake does not hold. What the lake holds
 * stands in its tables, so no checkpoint is needed, and none can disagree.
 *
 * @param json for Spark's {@code startingOffsets}
 * @param held how far the lake is, without the topics that begin again and past what is gone
 * @param ids Kafka's own id of each topic; a topic that is deleted and made again has another one
 * @param gaps what is gone from Kafka before the lake had it
 */
public record StartingOffsets(String json, Progress held, Map<String, String> ids, List<Gap> gaps) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What Kafka has of a partition. */
  record Range(long begin, long end) {}

  /**
   * Compare what the lake holds with what Kafka has.
   *
   * @param held how far the lake is; it is not changed
   * @param known the topics' ids when the lake was there; of those that it has seen
   * @throws TidemarkException EXTERNAL if Kafka does not answer
   */
  public static StartingOffsets of(KafkaConfig kafka, Progress held, Map<String, String> known) {
    try (ChangeTopics topics = new ChangeTopics(kafka)) {
      Map<String, String> ids = topics.ids();
      List<TopicPartition> partitions = topics.partitions();
      Map<TopicPartition, Long> begins = topics.begins(partitions);
      Map<TopicPartition, Long> ends = topics.ends(partitions);
      Map<TopicPartition, Range> ranges = new HashMap<>();
      partitions.forEach(at -> ranges.put(at, new Range(begins.get(at), ends.get(at))));
      return compared(held, known, ids, ranges, new Topics(kafka.topicPrefix()));
    }
  }

  /**
   * The same by what Kafka said.
   *
   * @param topics of messages and transactions are not needed from their beginning
   */
  static StartingOffsets compared(
      Progress held,
      Map<String, String> known,
      Map<String, String> ids,
      Map<TopicPartition, Range> ranges,
      Topics topics) {
    Progress after = held.copy();
    List<Gap> gaps = new ArrayList<>();
    held.topics()
        .forEach(
            (topic, partitions) ->
                anew(topic, partitions, known, ids, ranges)
                    .ifPresent(
                        reason -> {
                          gaps.add(new Gap(topic, true, reason));
                          after.forget(topic);
                        }));
    ObjectNode offsets = JSON.createObjectNode();
    ranges.forEach(
        (at, range) -> {
          long next = after.next(at.topic(), at.partition());
          if (range.begin() > next) {
            if (next > 0 || topics.feedsTables(at.topic())) {
              gaps.add(new Gap(at.topic(), false, hole(at, next, range)));
            }
            after.skip(at.topic(), at.partition(), range.begin());
          }
          offsets
              .withObjectProperty(at.topic())
              .put(Integer.toString(at.partition()), Math.max(next, range.begin()));
        });
    String json = offsets.isEmpty() ? "earliest" : offsets.toString();
    return new StartingOffsets(json, after, Map.copyOf(ids), List.copyOf(gaps));
  }

  private static String hole(TopicPartition at, long next, Range range) {
    return "the changes at the offsets %d to %d of '%s' were gone from Kafka before they were read"
        .formatted(next, range.begin() - 1, at);
  }

  /** Why a topic's offsets begin again; empty if they go on. */
  private static Optional<String> anew(
      String topic,
      Map<Integer, PartitionProgress> partitions,
      Map<String, String> known,
      Map<String, String> ids,
      Map<TopicPartition, Range> ranges) {
    if (!ids.containsKey(topic)) {
      return Optional.of("the topic '%s' was deleted from Kafka".formatted(topic));
    }
    boolean other = known.containsKey(topic) && !known.get(topic).equals(ids.get(topic));
    boolean shorter =
        partitions.entrySet().stream()
            .anyMatch(
                partition -> {
                  Range range = ranges.get(new TopicPartition(topic, partition.getKey()));
                  return range == null || range.end() < partition.getValue().next();
                });
    return other || shorter
        ? Optional.of("the topic '%s' was deleted from Kafka and made again".formatted(topic))
        : Optional.empty();
  }
}
