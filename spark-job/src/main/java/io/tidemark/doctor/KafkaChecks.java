package io.tidemark.doctor;

import io.tidemark.config.KafkaConfig;
import io.tidemark.doctor.KafkaFacts.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.function.Predicate;

/** What the topics have to be like. */
final class KafkaChecks {
  private static final String CHECK = "kafka.topics";

  private KafkaChecks() {}

  static List<Finding> of(KafkaFacts facts, KafkaConfig config) {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("kafka.brokers", Words.count(facts.brokers(), "broker") + " answered"));
    if (facts.topics().isEmpty()) {
      findings.add(
          Finding.warn(
              CHECK,
              "There is no topic that begins with \"" + config.topicPrefix() + ".\"",
              "No table has sent a row yet, or the prefix is another",
              "Compare source.kafka.topic-prefix with the connector's topic.prefix"));
      return findings;
    }
    report(
        findings,
        names(facts, topic -> setting(topic, "cleanup.policy").contains("compact")),
        Finding.fail(
            CHECK,
            "%s compacted: %s",
            "Compaction removes changes before they are read, and the change log has gaps",
            "kafka-configs --alter --add-config cleanup.policy=delete for these topics"));
    report(
        findings,
        names(facts, topic -> retention(topic) > 0 && retention(topic) < day()),
        Finding.warn(
            CHECK,
            "%s kept for less than a day: %s",
            "A job that stands still for longer loses changes",
            "Raise retention.ms for these topics"));
    report(
        findings,
        names(facts, topic -> number(topic, "retention.bytes") > 0),
        Finding.warn(
            CHECK,
            "%s limited in size: %s",
            "A burst of changes can push out what was not read yet",
            "Set retention.bytes=-1 for these topics"));
    report(
        findings,
        names(facts, topic -> topic.replicas() == 1 && facts.brokers() > 1),
        Finding.warn(
            CHECK,
            "%s on one broker only: %s",
            "Its disk is the only copy of what was not read yet",
            "Set topic.creation.default.replication.factor on the connector"));
    if (findings.size() == 1) {
      findings.add(Finding.ok(CHECK, summary(facts.topics())));
    }
    return findings;
  }

  private static String summary(List<Topic> topics) {
    LongSummaryStatistics kept =
        topics.stream()
            .mapToLong(KafkaChecks::retention)
            .map(ms -> ms < 0 ? Long.MAX_VALUE : ms)
            .summaryStatistics();
    String shortest =
        kept.getMin() == Long.MAX_VALUE
            ? "kept for ever"
            : "kept for " + Duration.ofMillis(kept.getMin()).toHours() + " hours or more";
    int replicas = topics.stream().mapToInt(Topic::replicas).min().orElse(0);
    return "%s, %s, replication factor %d"
        .formatted(Words.count(topics.size(), "topic"), shortest, replicas);
  }

  private static void report(List<Finding> findings, List<String> names, Finding form) {
    if (!names.isEmpty()) {
      String many = Words.count(names.size(), "topic") + Words.verb(names.size(), " is", " are");
      String what = form.what().formatted(many, Words.list(names));
      findings.add(new Finding(form.check(), form.level(), what, form.why(), form.mend(), names));
    }
  }

  private static List<String> names(KafkaFacts facts, Predicate<Topic> predicate) {
    return facts.topics().stream().filter(predicate).map(Topic::name).toList();
  }

  private static long retention(Topic topic) {
    return number(topic, "retention.ms");
  }

  private static long day() {
    return Duration.ofDays(1).toMillis();
  }

  private static long number(Topic topic, String name) {
    String value = setting(topic, name);
    return value.isEmpty() ? -1 : Long.parseLong(value);
  }

  private static String setting(Topic topic, String name) {
    return topic.settings().getOrDefault(name, "");
  }
}
