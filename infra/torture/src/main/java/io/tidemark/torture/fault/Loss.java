package io.tidemark.torture.fault;

import io.tidemark.torture.plan.PlannedTable;
import io.tidemark.torture.system.Waiting;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;

/** Messages that Kafka deletes before anybody has read them, as after too short a retention. */
final class Loss {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long ENOUGH = 50;

  private final Patient patient;
  private final Pattern topics;

  Loss(Patient patient) {
    this.patient = patient;
    this.topics =
        Pattern.compile(
            Pattern.quote(
                    patient.tidemark().settings().get("TIDEMARK_TOPIC_PREFIX")
                        + "."
                        + PlannedTable.SCHEMA
                        + ".")
                + ".+");
  }

  /** Stop the job, let changes come, delete them, and start it again. */
  Blow deleteRecords() {
    if (!patient.job().awaitProgress()) {
      return Blow.missed("the job made no progress");
    }
    String servers = patient.tidemark().settings().get("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS");
    patient.job().stop(PATIENCE);
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", servers))) {
      long before = sum(ends(admin));
      Waiting.until(PATIENCE, () -> sum(ends(admin)) >= before + ENOUGH);
      Map<TopicPartition, Long> ends = ends(admin);
      Map<TopicPartition, RecordsToDelete> until = new HashMap<>();
      ends.forEach((partition, end) -> until.put(partition, RecordsToDelete.beforeOffset(end)));
      admin.deleteRecords(until).all().get();
      long lost = sum(ends) - before;
      return Blow.of(lost > 0, "deleted " + lost + " messages that came while no job ran");
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
      Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
      admin
          .describeTopics(
              admin.listTopics().names().get().stream()
                  .filter(topic -> topics.matcher(topic).matches())
                  .toList())
          .allTopicNames()
          .get()
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
}
