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
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the stream begins: at the first message that the lake does not hold. What the lake holds
 * stands in its tables, so no checkpoint is needed, and none can disagree.
 *
 * @param json for Spark's {@code startingOffsets}
 * @param held how far the lake is, without the topics that begin again and past what is gone
 * @param ids Kafka's own id of each topic and the number of its partitions, such as {@code
 *     IzXSq1Y5TxaLUhbs2iBVyw/4}; a topic that is deleted and made again has another id
 * @param gaps what is gone from Kafka before the lake had it, or may come in the wrong order
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
    Map<String, String> identities = new TreeMap<>();
    ids.forEach((topic, id) -> identities.put(topic, id + "/" + partitions(topic, ranges)));
    after.topics().keySet().stream()
        .filter(topics::feedsTables)
        .filter(topic -> number(known.get(topic)) > 0)
        .filter(topic -> number(identities.get(topic)) > number(known.get(topic)))
        .forEach(topic -> gaps.add(new Gap(topic, false, wider(topic, known, identities))));
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
    return new StartingOffsets(json, after, identities, List.copyOf(gaps));
  }

  private static long partitions(String topic, Map<TopicPartition, Range> ranges) {
    return ranges.keySet().stream().filter(at -> at.topic().equals(topic)).count();
  }

  /**
   * The number of a topic's partitions.
   *
   * @param identity as in {@link #ids}; null for an unknown topic
   * @return 0 where that was not noted
   */
  public static int number(String identity) {
    int slash = identity == null ? -1 : identity.indexOf('/');
    return slash < 0 ? 0 : Integer.parseInt(identity.substring(slash + 1));
  }

  private static String wider(
      String topic, Map<String, String> known, Map<String, String> identities) {
    return "the topic '%s' has %d partitions and not %d as before: a row's changes may lie in another"
            .formatted(topic, number(identities.get(topic)), number(known.get(topic)))
        + " one now, and its older ones may have come after newer ones";
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
    boolean other =
        known.containsKey(topic) && !known.get(topic).split("/", -1)[0].equals(ids.get(topic));
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
