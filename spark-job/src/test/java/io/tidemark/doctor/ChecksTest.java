package io.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.ConnectConfig;
import io.tidemark.config.KafkaConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.config.SourceConfig;
import io.tidemark.doctor.ConnectFacts.Connector;
import io.tidemark.doctor.ConnectFacts.Task;
import io.tidemark.doctor.Finding.Level;
import io.tidemark.doctor.KafkaFacts.Topic;
import io.tidemark.doctor.PostgresFacts.Slot;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Facts that no test can bring about at will, or not cheaply. */
class ChecksTest {
  private static final long MIB = 1 << 20;
  private static final PostgresConfig POSTGRES =
      new PostgresConfig("jdbc:postgresql://h/d", "u", Optional.empty(), "slot", "pub");
  private static final ConnectConfig CONNECT = new ConnectConfig("http://c", "mine");
  private static final SourceConfig SOURCE =
      new SourceConfig(
          new KafkaConfig("k:1", "pre", Map.of(), Map.of()),
          Optional.of(POSTGRES),
          Optional.of(CONNECT),
          "gone-7f3");
  private static final Map<String, String> GOOD =
      Map.ofEntries(
          Map.entry("connector.class", "io.debezium.connector.postgresql.PostgresConnector"),
          Map.entry("skipped.operations", "none"),
          Map.entry("provide.transaction.metadata", "true"),
          Map.entry("transforms", "other, ends"),
          Map.entry("transforms.ends.type", "io.tidemark.connect.ExactRestart"),
          Map.entry("offset.mismatch.strategy", "trust_offset"),
          Map.entry("value.converter.replace.null.with.default", "false"),
          Map.entry("key.converter.replace.null.with.default", "false"),
          Map.entry("decimal.handling.mode", "string"),
          Map.entry("interval.handling.mode", "string"),
          Map.entry("datatype.propagate.source.type", ".+"),
          Map.entry("heartbeat.interval.ms", "5000"),
          Map.entry("unavailable.value.placeholder", "gone-7f3"),
          Map.entry("topic.prefix", "${env:PREFIX}"),
          Map.entry("slot.name", "slot"),
          Map.entry("publication.name", "pub"));

  @Test
  void aWalLevelThatIsNotLogicalFails() {
    assertThat(server(Map.of("wal_level", "replica"), null))
        .contains("FAIL wal_level is \"replica\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "lost|wal_removed|FAIL The replication slot \"slot\" is lost (wal_removed)",
        "lost||FAIL The replication slot \"slot\" is lost",
        "reserved|idle_timeout|FAIL The replication slot \"slot\" is lost (idle_timeout)",
        "unreserved||FAIL The replication slot \"slot\" is about to be lost",
        "extended||OK The replication slot \"slot\" is being read"
      })
  void aSlotThatPostgresGivesUpFails(String walStatus, String reason, String told) {
    Slot slot = new Slot("pgoutput", "d", true, walStatus, 0, 0, reason);
    assertThat(server(Map.of("wal_level", "logical"), slot)).contains(told);
  }

  @Test
  void whatEndangersASlotIsWarnedOf() {
    Map<String, String> settings =
        Map.of(
            "wal_level", "logical",
            "max_slot_wal_keep_size", "4096",
            "idle_replication_slot_timeout", "3600");
    Slot slot = new Slot("decoderbufs", "d", true, "reserved", 2048 * MIB, 3072 * MIB, null);

    assertThat(server(settings, slot))
        .contains(
            "WARN The connector is 2.0 GiB of WAL behind; PostgreSQL keeps 3.0 GiB for it",
            "WARN The slot decodes with \"decoderbufs\"",
            "WARN The slot holds more than half of max_slot_wal_keep_size, 4.0 GiB",
            "WARN idle_replication_slot_timeout is set");
  }

  @ParameterizedTest
  @CsvSource({
    "28P01, FAIL, refuses user",
    "28000, FAIL, refuses user",
    "3D000, FAIL, has no such database",
    "08001, FAIL, does not answer",
    "42501, UNKNOWN, answers with an error"
  })
  void aRefusalIsToldByItsSqlState(String state, Level level, String told) {
    Finding finding = PostgresFailure.finding(new SQLException("as it is", state), POSTGRES);
    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.what()).contains(told, "as it is");
  }

  @Test
  void aConnectorThatIsWellHasGoodFindingsOnly() {
    assertThat(connector("RUNNING", List.of(new Task("RUNNING", "")), GOOD))
        .containsExactly(
            "OK The connector \"mine\" and its task are RUNNING",
            "OK No setting of the connector loses changes");
  }

  @Test
  void aFailedTaskIsToldWithTheBeginOfItsTraceAndItsLastCause() {
    String trace =
        """
        org.apache.kafka.connect.errors.ConnectException: stopped
        \tat some.Class
        Caused by: io.debezium.DebeziumException: first
        \tat some.Class
        Caused by: org.postgresql.util.PSQLException: slot is active
        """;
    assertThat(connector("RUNNING", List.of(new Task("FAILED", trace)), GOOD))
        .contains(
            "FAIL The task of connector \"mine\" is FAILED:"
                + " org.apache.kafka.connect.errors.ConnectException: stopped;"
                + " caused by: org.postgresql.util.PSQLException: slot is active");
  }

  @ParameterizedTest
  @CsvSource({"PAUSED, /resume", "STOPPED, /resume", "FAILED, /restart"})
  void aConnectorThatDoesNotRunFailsWithTheWayBack(String state, String way) {
    List<Finding> findings = ConnectChecks.of(facts(state, List.of(), GOOD), CONNECT, SOURCE);
    assertThat(findings.get(0).level()).isEqualTo(Level.FAIL);
    assertThat(findings.get(0).what()).isEqualTo("The connector \"mine\" is " + state);
    assertThat(findings.get(0).mend()).contains("/connectors/mine" + way);
  }

  @Test
  void aConnectorWithoutTaskFails() {
    assertThat(connector("RUNNING", List.of(), GOOD))
        .contains("FAIL The connector \"mine\" has no task");
  }

  @Test
  void anUnknownConnectorIsToldWithThoseThatAreThere() {
    ConnectFacts facts = new ConnectFacts(List.of("yours"), Optional.empty());
    assertThat(ConnectChecks.of(facts, CONNECT, SOURCE))
        .extracting(Finding::what)
        .containsExactly("Kafka Connect has no connector \"mine\"; it has only yours");
  }

  @Test
  void theDefaultsOfDebeziumThatLoseSomethingAreAllTold() {
    Map<String, String> defaults =
        Map.of("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
    assertThat(connector("RUNNING", List.of(new Task("RUNNING", "")), defaults))
        .contains(
            "FAIL skipped.operations is \"t\", its default",
            "FAIL offset.mismatch.strategy is \"no_validation\", its default",
            "WARN provide.transaction.metadata is \"false\", its default",
            "FAIL value.converter.replace.null.with.default is \"true\", its default",
            "WARN key.converter.replace.null.with.default is \"true\", its default",
            "WARN decimal.handling.mode is \"precise\", its default",
            "WARN interval.handling.mode is \"numeric\", its default",
            "WARN datatype.propagate.source.type is not set",
            "WARN heartbeat.interval.ms is \"0\", its default",
            "FAIL slot.name is \"debezium\", its default",
            "FAIL publication.name is \"dbz_publication\", its default",
            "FAIL topic.prefix is not set");
  }

  @ParameterizedTest
  @CsvSource({
    "slot.drop.on.stop, true, FAIL",
    "errors.tolerance, all, FAIL",
    "event.processing.failure.handling.mode, skip, FAIL",
    "snapshot.mode, no_data, WARN",
    "topic.creation.default.cleanup.policy, 'compact,delete', FAIL",
    "value.converter.schemas.enable, false, FAIL",
    "time.precision.mode, connect, WARN",
    "decimal.handling.mode, double, WARN",
    "topic.prefix, other, FAIL",
    "unavailable.value.placeholder, other, FAIL"
  })
  void aSettingThatLosesSomethingIsTold(String setting, String value, Level level) {
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.put(setting, value);
    assertThat(connector("RUNNING", List.of(new Task("RUNNING", "")), settings))
        .contains(level + " " + setting + " is \"" + value + "\"")
        .hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {"none, is not set", "other, is \"other\""})
  void transactionMetadataWithoutOurTransformFails(String names, String told) {
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.put("transforms", names == null ? "" : names);
    assertThat(connector("RUNNING", List.of(new Task("RUNNING", "")), settings))
        .contains("FAIL transforms " + told)
        .hasSize(2);
    settings.put("provide.transaction.metadata", "false");
    assertThat(connector("RUNNING", List.of(new Task("RUNNING", "")), settings))
        .noneMatch(finding -> finding.contains("transforms"));
  }

  @Test
  void anUnwrappingTransformIsFoundByItsClass() {
    Map<String, String> settings = new HashMap<>(GOOD);
    settings.put("transforms", "flat");
    settings.put("transforms.flat.type", "io.debezium.transforms.ExtractNewRecordState");
    assertThat(connector("RUNNING", List.of(new Task("RUNNING", "")), settings))
        .contains("FAIL transforms.flat.type is \"io.debezium.transforms.ExtractNewRecordState\"");
  }

  @Test
  void topicsThatLoseChangesAreNamed() {
    KafkaFacts facts =
        new KafkaFacts(
            3,
            List.of(
                topic("pre.a", 3, Map.of("cleanup.policy", "compact", "retention.ms", "-1")),
                topic("pre.b", 3, Map.of("cleanup.policy", "delete", "retention.ms", "3600000")),
                topic("pre.c", 3, Map.of("retention.ms", "-1", "retention.bytes", "1000")),
                topic("pre.d", 1, Map.of("retention.ms", "-1", "retention.bytes", "-1"))));
    assertThat(kafka(facts))
        .containsExactly(
            "OK 3 brokers answered",
            "FAIL 1 topic is compacted: pre.a",
            "WARN 1 topic is kept for less than a day: pre.b",
            "WARN 1 topic is limited in size: pre.c",
            "WARN 1 topic is on one broker only: pre.d");
  }

  @Test
  void topicsThatAreWellAreSummedUp() {
    Map<String, String> week = Map.of("cleanup.policy", "delete", "retention.ms", "604800000");
    KafkaFacts facts = new KafkaFacts(1, List.of(topic("pre.a", 1, week), topic("pre.b", 1, week)));
    assertThat(kafka(facts))
        .containsExactly(
            "OK 1 broker answered",
            "OK 2 topics, kept for 168 hours or more, replication factor 1");
    assertThat(kafka(new KafkaFacts(1, List.of())))
        .contains("WARN There is no topic that begins with \"pre.\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ext4|100|FAIL 100.0 MiB are free",
        "ext4|1024|WARN 1.0 GiB are free",
        "ext4|4096|OK 4.0 GiB are free",
        "tmpfs|4096|WARN The file system is tmpfs",
        "nfs4|4096|WARN The file system is nfs4",
        "fuse.s3fs|4096|WARN The file system is fuse.s3fs",
        "overlay|4096|OK The file system is overlay"
      })
  void thePlaceOfTheLakeIsJudged(String type, long freeMib, String told) {
    LakeFacts facts = new LakeFacts("/lake", true, null, type, freeMib * MIB, Map.of(), 0, 0);
    assertThat(lines(LakeChecks.of(facts))).contains(told);
  }

  @Test
  void whatWaitsInTheQuarantineIsTold() {
    assertThat(lines(LakeChecks.of(new LakeFacts("/lake", true, null, "ext4", -1, Map.of(), 1, 2))))
        .contains("WARN In the quarantine: 1 event that could not be applied, and 2 events behind");
  }

  @Test
  void longListsOfNamesAreCut() {
    assertThat(Words.list(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j")))
        .isEqualTo("a, b, c, d, e, f, g, h and 2 more");
  }

  private static List<String> server(Map<String, String> settings, Slot slot) {
    PostgresFacts facts =
        new PostgresFacts(
            "18.6 (Debian 18.6-1)",
            settings,
            Optional.ofNullable(slot),
            Optional.empty(),
            List.of(),
            List.of());
    return lines(ServerChecks.of(facts, POSTGRES));
  }

  private static List<String> connector(
      String state, List<Task> tasks, Map<String, String> settings) {
    return lines(ConnectChecks.of(facts(state, tasks, settings), CONNECT, SOURCE));
  }

  private static ConnectFacts facts(String state, List<Task> tasks, Map<String, String> settings) {
    return new ConnectFacts(List.of("mine"), Optional.of(new Connector(state, tasks, settings)));
  }

  private static List<String> kafka(KafkaFacts facts) {
    return lines(KafkaChecks.of(facts, SOURCE.kafka()));
  }

  private static Topic topic(String name, int replicas, Map<String, String> settings) {
    return new Topic(name, 4, replicas, settings);
  }

  private static List<String> lines(List<Finding> findings) {
    return findings.stream().map(finding -> finding.level() + " " + finding.what()).toList();
  }
}
