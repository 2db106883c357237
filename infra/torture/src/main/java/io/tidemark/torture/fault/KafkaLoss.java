package io.tidemark.torture.fault;

import io.tidemark.torture.plan.PlannedTable;
import io.tidemark.torture.system.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Messages that Kafka loses before the job has read them. */
final class KafkaLoss {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long ENOUGH = 50;

  /** As the connector's own topics have it. */
  private static final String LARGEST_MESSAGE = "67108864";

  private final Patient patient;
  private final Runnable goOn;
  private final Pattern topics;

  /**
   * Nothing is lost yet.
   *
   * @param goOn lets the plan's sessions go on
   */
  KafkaLoss(Patient patient, Runnable goOn) {
    this.patient = patient;
    this.goOn = goOn;
    this.topics =
        Pattern.compile(
            Pattern.quote(
                    patient.tidemark().settings().get("TIDEMARK_TOPIC_PREFIX")
                        + "."
                        + PlannedTable.SCHEMA
                        + ".")
                + ".+");
  }

  private interface Deletion {
    /**
     * Delete messages.
     *
     * @param before where the partitions ended when the job did
     * @param ends where they end now
     */
    Blow of(Admin admin, Map<TopicPartition, Long> before, Map<TopicPartition, Long> ends)
        throws ExecutionException, InterruptedException;
  }

  /** As after too short a retention: stop the job, let changes come, delete them, start it. */
  Blow deleteRecords() {
    return whileNoJobRuns(
        (admin, before, ends) -> {
          Map<TopicPartition, RecordsToDelete> until = new HashMap<>();
          ends.forEach((partition, end) -> until.put(partition, RecordsToDelete.beforeOffset(end)));
          admin.deleteRecords(until).all().get();
          long lost = sum(ends) - sum(before);
          return Blow.of(lost > 0, "deleted " + lost + " messages that came while no job ran");
        });
  }

  /** Delete the topic that most changes came through since the job stopped, and make it again. */
  Blow deleteTopic() {
    return whileNoJobRuns(
        (admin, before, ends) -> {
          Map<String, Long> unread = new TreeMap<>();
          ends.forEach(
              (partition, end) ->
                  unread.merge(
                      partition.topic(), end - before.getOrDefault(partition, 0L), Long::sum));
          String topic =
              unread.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
          TopicDescription old = describe(admin, List.of(topic)).get(topic);
          admin.deleteTopics(List.of(topic)).all().get();
          Uuid id = old.topicId();
          long deadline = System.nanoTime() + PATIENCE.toNanos();
          while (id.equals(old.topicId()) && System.nanoTime() < deadline) {
            Waiting.sleep(100);
            id = make(admin, topic, old.partitions().size()).orElse(id);
          }
          return Blow.of(
              !id.equals(old.topicId()) && unread.get(topic) > 0,
              "'%s' was %s and is %s; %d messages that came while no job ran went with it"
                  .formatted(topic, old.topicId(), id, unread.get(topic)));
        });
  }

  /** Its id, whoever made it; empty, or the old one, while that is in the way. */
  private static Optional<Uuid> make(Admin admin, String topic, int partitions)
      throws ExecutionException, InterruptedException {
    NewTopic wanted =
        new NewTopic(topic, Optional.of(partitions), Optional.empty())
            .configs(Map.of("max.message.bytes", LARGEST_MESSAGE));
    try {
      return Optional.of(admin.createTopics(List.of(wanted)).topicId(topic).get());
    } catch (ExecutionException inTheWay) {
      return admin.listTopics().listings().get().stream()
          .filter(found -> found.name().equals(topic))
          .map(TopicListing::topicId)
          .findFirst();
    }
  }

  private Blow whileNoJobRuns(Deletion deletion) {
    if (!patient.job().awaitProgress()) {
      return Blow.missed("the job made no progress");
    }
    String servers = patient.tidemark().settings().get("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS");
    patient.job().stop(PATIENCE);
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", servers))) {
      Map<TopicPartition, Long> before = ends(admin);
      goOn.run();
      Waiting.until(PATIENCE, () -> sum(ends(admin)) >= sum(before) + ENOUGH);
      return deletion.of(admin, before, ends(admin));
    } catch (ExecutionException e) {
      return Blow.missed("Kafka deleted nothing: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Blow.missed("interrupted");
    } finally {
      patient.job().resume();
    }
  }

  private static long sum(Map<TopicPartition, Long> ends) {
    return ends.values().stream().mapToLong(Long::longValue).sum();
  }

  private Map<TopicPartition, Long> ends(Admin admin) {
    try {
      List<String> ours =
          admin.listTopics().names().get().stream()
              .filter(topic -> topics.matcher(topic).matches())
              .toList();
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      describe(admin, ours)
          .forEach(
              (topic, description) ->
                  description
                      .partitions()
                      .forEach(
                          partition ->
                              latest.put(
                                  new TopicPartition(topic, partition.partition()),
                                  OffsetSpec.latest())));
      Map<TopicPartition, Long> ends = new HashMap<>();
      admin
          .listOffsets(latest)
          .all()
          .get()
          .forEach((partition, offset) -> ends.put(partition, offset.offset()));
      return ends;
    } catch (ExecutionException e) {
      throw new IllegalStateException("Kafka tells no ends of topics", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static Map<String, TopicDescription> describe(Admin admin, List<String> names)
      throws ExecutionException, InterruptedException {
    return admin.describeTopics(names).allTopicNames().get();
  }
}
