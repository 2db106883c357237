package io.tidemark.source;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.config.KafkaConfig;
import io.tidemark.error.TidemarkException;
import io.tidemark.progress.Progress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the stream begins: at the first message that the lake does not hold. What the lake holds
 * stands in its tables, so no checkpoint is needed, and none can disagree.
 */
public final class StartingOffsets {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long TIMEOUT_S = 30;

  private StartingOffsets() {}

  /**
   * For Spark's {@code startingOffsets}.
   *
   * @param held how far the lake is
   * @throws TidemarkException EXTERNAL if Kafka does not answer; DATA if messages that the lake
   *     lacks are gone from Kafka
   */
  public static String of(KafkaConfig kafka, Progress held) {
    Topics topics = new Topics(kafka.topicPrefix());
    Map<String, Object> options = new HashMap<>(kafka.clientOptions());
    try (Admin admin = Admin.create(options)) {
      Map<String, TopicDescription> found = describe(admin, topics);
      for (String topic : held.topics().keySet()) {
        if (!found.containsKey(topic)) {
          throw gone(topic, "the topic is not there any more");
        }
      }
      if (found.isEmpty()) {
        return "earliest";
      }
      return offsets(admin, found, held, topics).toString();
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

  private static Map<String, TopicDescription> describe(Admin admin, Topics topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    Pattern changes = Pattern.compile(topics.changes());
    Collection<String> names =
        admin.listTopics().names().get(TIMEOUT_S, TimeUnit.SECONDS).stream()
            .filter(name -> changes.matcher(name).matches())
            .toList();
    return admin.describeTopics(names).allTopicNames().get(TIMEOUT_S, TimeUnit.SECONDS);
  }

  private static ObjectNode offsets(
      Admin admin, Map<String, TopicDescription> found, Progress held, Topics topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> first = new HashMap<>();
    Map<TopicPartition, OffsetSpec> end = new HashMap<>();
    found.forEach(
        (topic, description) ->
            description
                .partitions()
                .forEach(
                    partition -> {
                      TopicPartition at = new TopicPartition(topic, partition.partition());
                      first.put(at, OffsetSpec.earliest());
                      end.put(at, OffsetSpec.latest());
                    }));
    Map<TopicPartition, Long> firsts = list(admin, first);
    Map<TopicPartition, Long> ends = list(admin, end);
    ObjectNode offsets = JSON.createObjectNode();
    firsts.forEach(
        (at, earliest) -> {
          long next = held.next(at.topic(), at.partition());
          boolean messages = at.topic().equals(topics.messages());
          check(at, next, earliest, ends.get(at), messages);
          offsets
              .withObjectProperty(at.topic())
              .put(Integer.toString(at.partition()), Math.max(next, earliest));
        });
    return offsets;
  }

  private static Map<TopicPartition, Long> list(Admin admin, Map<TopicPartition, OffsetSpec> specs)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, ListOffsetsResultInfo> offsets =
        admin.listOffsets(specs).all().get(TIMEOUT_S, TimeUnit.SECONDS);
    return offsets.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
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
