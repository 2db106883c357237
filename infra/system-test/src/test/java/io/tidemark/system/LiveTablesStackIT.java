package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.delta.KeyedTable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What people do to a database while the job runs. One job for all tests. */
@OnStack
@Order(4)
final class LiveTablesStackIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Stack stack;
  private final Database database;
  private final Lake lake;
  private RunningJob job;

  LiveTablesStackIT(Stack stack) {
    this.stack = stack;
    database = stack.database();
    lake = stack.lake("live");
  }

  @BeforeAll
  void begin() {
    job = RunningJob.start(stack, lake, Map.of("TIDEMARK_VERIFY_EVERY", "5s"));
  }

  @AfterAll
  void end() {
    if (job != null) {
      job.close();
    }
    // Other classes need not compare them.
    database.run(
        "drop table if exists made_by_hand, operations, grows, large, defaults, keyless, target,"
            + " refuses, load, late, orders, \"Orders\"",
        "drop schema if exists sales, \"Sales & Co\" cascade");
  }

  @Test
  @Order(1)
  void aTableMadeByHandIsMirroredWithinTenSeconds() {
    long begin = System.nanoTime();
    database.run(
        "create table made_by_hand (id int primary key, name text)",
        "insert into made_by_hand values (1, 'one'), (2, 'two')");
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> lake.mirrored("public", "made_by_hand", "id").size() == 2);
    Duration taken = Duration.ofNanos(System.nanoTime() - begin);
    assertThat(taken).isLessThan(Duration.ofSeconds(10));
    assertThat(lake.mirrored("public", "made_by_hand", "id", "name"))
        .containsExactlyInAnyOrder(List.of(1, "one"), List.of(2, "two"));
  }

  @Test
  @Order(2)
  void everyOperationReachesTheMirror() {
    database.run(
        "create table operations (id int primary key, name text)",
        "insert into operations select n, 'row ' || n from generate_series(1, 5) as n",
        "update operations set name = 'new' where id = 2",
        "delete from operations where id = 3",
        "update operations set id = 40 where id = 4",
        "insert into operations values (3, 'again')");
    awaitRows(
        "operations",
        List.of("id", "name"),
        List.of(
            List.of(1, "row 1"),
            List.of(2, "new"),
            List.of(3, "again"),
            List.of(40, "row 4"),
            List.of(5, "row 5")));
    database.run("truncate operations", "insert into operations values (7, 'after')");
    awaitRows("operations", List.of("id", "name"), List.of(List.of(7, "after")));
  }

  @Test
  @Order(3)
  void aColumnThatIsAddedAppearsWithTheNextChange() {
    database.run(
        "create table grows (id int primary key, name text)",
        "insert into grows values (1, 'old'), (2, 'old')");
    awaitRows("grows", List.of("id", "name"), List.of(List.of(1, "old"), List.of(2, "old")));
    database.run(
        "alter table grows add price numeric(10, 2)",
        "update grows set price = 9.95 where id = 1",
        "insert into grows values (3, 'new', 1)");
    await()
        .atMost(SOON)
        .until(
            () ->
                lake.mirror("public", "grows").orElseThrow().schema().indexOf("price") > 0
                    && lake.mirrored("public", "grows", "id").size() == 3);
    assertThat(lake.mirrored("public", "grows", "id", "name", "price"))
        .containsExactlyInAnyOrder(
            List.of(1, "old", new BigDecimal("9.95")),
            Arrays.asList(2, "old", null),
            List.of(3, "new", new BigDecimal("1.00")));
    // Nothing tells of the value that every row has now but a snapshot that the job asks for.
    database.run(
        "alter table grows add n int default 7, add at timestamptz default clock_timestamp()",
        "update grows set name = 'newest' where id = 3");
    await()
        .atMost(SOON)
        .until(() -> lake.mirror("public", "grows").orElseThrow().schema().indexOf("at") > 0);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(lake.mirrored("public", "grows", "id", "n"))
                    .containsExactlyInAnyOrder(List.of(1, 7), List.of(2, 7), List.of(3, 7)));
  }

  @Test
  @Order(4)
  void aLargeValueThatAnUpdateLeavesUntouchedStays() {
    String large = "0123456789abcdef".repeat(2000);
    database.run(
        "create table large (id int primary key, body text, n int)",
        "alter table large alter body set storage external",
        "insert into large values (1, repeat('0123456789abcdef', 2000), 1), (2, 'short', 1)",
        "update large set n = 2");
    awaitRows(
        "large", List.of("id", "body", "n"), List.of(List.of(1, large, 2), List.of(2, "short", 2)));
    // In micro-batches of their own now, so that the value comes from the mirror.
    database.run("update large set n = 3");
    awaitRows(
        "large", List.of("id", "body", "n"), List.of(List.of(1, large, 3), List.of(2, "short", 3)));
    database.run("update large set id = 10 where id = 1");
    awaitRows(
        "large",
        List.of("id", "body", "n"),
        List.of(List.of(10, large, 3), List.of(2, "short", 3)));
  }

  @Test
  @Order(5)
  void aNullInAColumnWithADefaultStaysNull() {
    database.run(
        "create table defaults (id int primary key, n int default 7, at timestamptz default now())",
        "insert into defaults values (1, null, null)",
        "insert into defaults (id, at) values (2, 'epoch')");
    awaitRows(
        "defaults",
        List.of("id", "n", "at"),
        List.of(Arrays.asList(1, null, null), List.of(2, 7, 0L)));
  }

  @Test
  @Order(6)
  void otherSchemasAndStrangeNamesAreNoObstacle() {
    database.run(
        "create schema \"Sales & Co\"",
        "create table \"Sales & Co\".\"Wéird \"\"Näme\"\" 🙂\""
            + " (\"the Key\" int primary key, \"a.b, c;{}\" text, \"select\" text)",
        "insert into \"Sales & Co\".\"Wéird \"\"Näme\"\" 🙂\" values (1, 'x', 'y')",
        "create schema sales",
        "create table sales.orders (id int primary key)",
        "insert into sales.orders values (5)",
        "create table \"Orders\" (id int primary key)",
        "create table orders (id int primary key)",
        "insert into \"Orders\" values (1)",
        "insert into orders values (2)");
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              assertThat(
                      lake.mirrored(
                          "Sales & Co", "Wéird \"Näme\" 🙂", "the Key", "a.b, c;{}", "select"))
                  .containsExactly(List.of(1, "x", "y"));
              assertThat(lake.mirrored("sales", "orders", "id")).containsExactly(List.of(5));
              assertThat(lake.mirrored("public", "Orders", "id")).containsExactly(List.of(1));
              assertThat(lake.mirrored("public", "orders", "id")).containsExactly(List.of(2));
            });
    Said said =
        lake.run(
            "query",
            "--json",
            "select 'upper' as name, id from mirror.`Orders` union all"
                + " select 'lower', id from mirror.orders union all"
                + " select `a.b, c;{}`, `the Key`"
                + " from mirror.`Sales & Co__Wéird \"Näme\" 🙂`");
    assertThat(said.well().out().strip())
        .isEqualTo(
            "[{\"name\":\"upper\",\"id\":1},{\"name\":\"lower\",\"id\":2},"
                + "{\"name\":\"x\",\"id\":1}]");
  }

  @Test
  @Order(7)
  void aTableWithoutAPrimaryKeyIsAMultisetAndNamedByDoctor() {
    database.run(
        "create table keyless (n int, name text, at timestamptz, price numeric)",
        "alter table keyless replica identity full",
        "insert into keyless values (1, 'a', 'infinity', 1.50), (1, 'a', 'infinity', 1.50),"
            + " (1, 'a', null, 'NaN'), (2, 'b', now(), 1e30), (2, null, null, -0.0)",
        "delete from keyless where name = 'b'",
        "update keyless set name = 'c' where price = 'NaN'",
        "delete from keyless where ctid = (select min(ctid) from keyless where name = 'a')",
        "insert into keyless select n, 'many' from generate_series(1, 500) n, generate_series(1,"
            + " 2)",
        "delete from keyless where n % 5 = 0",
        "update keyless set n = n + 1 where name = 'many' and n % 3 = 0");
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(lake.mirrored("public", "keyless", "n", "name"))
                    .hasSize(803)
                    .contains(List.of(1, "a"), List.of(1, "c"), Arrays.asList(2, null)));
    Said said = lake.run("doctor", "--json").well();
    assertThat(said.out()).contains("1 table is without a primary key: public.keyless");
  }

  @Test
  @Order(8)
  void aTableMayGetItsKeyAndWiderColumnsLater() {
    // As pgbench does it: load first, then the key.
    database.run(
        "create table late (id int, name text, n smallint)",
        "insert into late select i, 'row ' || i, i from generate_series(1, 200) i");
    await().atMost(SOON).until(() -> lake.mirrored("public", "late", "id").size() == 200);
    database.run(
        "alter table late add primary key (id)",
        "update late set n = n + 1 where id <= 100",
        "delete from late where id > 2",
        "alter table late alter n type bigint",
        "update late set n = n + 1000000000000 where id = 2",
        "update late set id = 3 where id = 1");
    awaitRows(
        "late",
        List.of("id", "name", "n"),
        List.of(List.of(3, "row 1", 2L), List.of(2, "row 2", 1000000000003L)));
    assertThat(lake.mirror("public", "late").orElseThrow()).isInstanceOf(KeyedTable.class);
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(
                        lake.rows(
                            lake.layout().schemaChanges(), "table_name", "kind", "column_name"))
                    .contains(
                        List.of("late", "created", ""),
                        List.of("late", "key", ""),
                        List.of("late", "type", "n")));
  }

  @Test
  @Order(9)
  void aMalformedEventIsQuarantinedWithItsBytesAndTheRestFlowsOn() throws Exception {
    database.run("create table target (id int primary key)", "insert into target values (1)");
    awaitRows("target", List.of("id"), List.of(List.of(1)));
    byte[] key = "{\"no\":".getBytes(StandardCharsets.UTF_8);
    byte[] value = {'{', (byte) 0xff, 0, '"', (byte) 0xc3};
    RecordMetadata at = produce("tidemark.public.target", key, value);
    database.run("insert into target values (2)");
    awaitRows("target", List.of("id"), List.of(List.of(1), List.of(2)));
    await().atMost(SOON).until(() -> !lake.rows(lake.layout().quarantine(), "offset").isEmpty());
    List<List<Object>> refused =
        lake.rows(
            lake.layout().quarantine(), "topic", "partition", "offset", "stage", "key", "value");
    assertThat(refused).hasSize(1);
    assertThat(refused.get(0).subList(0, 4))
        .isEqualTo(List.of("tidemark.public.target", at.partition(), at.offset(), "decode"));
    assertThat((byte[]) refused.get(0).get(4)).isEqualTo(key);
    assertThat((byte[]) refused.get(0).get(5)).isEqualTo(value);
    assertThat(job.command().alive()).isTrue();
    assertThat(lake.run("quarantine", "--json").well().out())
        .contains("\"topic\":\"tidemark.public.target\"")
        .contains("\"offset\":" + at.offset());
  }

  private RecordMetadata produce(String topic, byte[] key, byte[] value)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, Object> options =
        Map.of("bootstrap.servers", stack.setting("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS"));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(options, new ByteArraySerializer(), new ByteArraySerializer())) {
      return producer.send(new ProducerRecord<>(topic, key, value)).get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  @Order(10)
  void whatIsRefusedHoldsWhatComesBehindItUntilItIsRetriedOrGivenUp() throws Exception {
    Quarantine quarantine = new Quarantine(stack, lake);
    quarantine.retryAppliesInOrder();
    quarantine.discardMakesStaleAndRepairMends();
  }

  @Test
  @Order(11)
  void everyTypeIsExactOrSaysThatItIsNot() throws Exception {
    new Conformance(stack, lake, job).check();
  }

  @Test
  @Order(12)
  void aSecondJobOnTheSameLakeRefusesToStartAndNamesTheFirst() {
    Said said = lake.run("run", "--once").with(2);
    assertThat(said.err())
        .contains("The lake '" + lake.folder() + "' has a job already")
        .contains("process " + job.command().pid() + " on host");
    assertThat(job.command().alive()).isTrue();
  }

  @Test
  @Order(13)
  void afterAllThatEveryMirrorIsProvenAtOneLsnWhileWritersNeverStop() {
    try (BusyTables tables = new BusyTables(database)) {
      tables.write();
      assertThat(lake.run("verify").well().out())
          .containsPattern("(?m)^equal at LSN ")
          .containsPattern("(?m)^equal +public.busy: ")
          .contains("Sales & Co.Wéird \"Näme\" 🙂: 1 rows, 1 in the mirror")
          .contains("public.keyless: 803 rows, 803 in the mirror");
      tables.pause();
      job.awaitMark(SOON);
      tables.corrupt(lake);
      tables.write();
      assertThat(lake.run("verify").with(1).out())
          .containsPattern("(?m)^DIFFERENT +public.busy: ")
          .contains("[1]: other values", "[2]: missing in the mirror")
          .contains("[3]: more often in the mirror", "[999]: only in the mirror")
          .containsPattern("(?m)^DIFFERENT +public.busy_rows: .*\\R +\\[5, row]: missing in the")
          .containsPattern("(?m)^equal +public.keyless: ");
      tables.awaitFoundByTheJob(lake);
    }
  }

  @Test
  @Order(14)
  void stoppedUnderLoadTheJobEndsItsMicroBatchFirst() {
    database.run(
        "create table load (id int primary key, name text)",
        "insert into load select n, 'row ' || n from generate_series(1, 30000) as n");
    await().atMost(SOON).until(() -> !lake.mirrored("public", "load", "id").isEmpty());
    job.command().end();
    Said said = job.command().await(Duration.ofSeconds(30)).with(128 + 15);
    assertThat(said.err()).doesNotContain("the job failed");
    long told =
        lake.rows(lake.layout().ledger(), "changes").stream()
            .mapToLong(row -> (Long) row.get(0))
            .sum();
    long inQuarantine =
        lake.rows(lake.layout().quarantine(), "lsn").stream().filter(r -> r.get(0) != null).count();
    assertThat(lake.rows(lake.layout().changes(), "offset")).hasSize((int) (told + inQuarantine));
  }

  @Test
  @Order(15)
  void theNextStartTakesUpTheRestAndTheOneAfterItRepeatsNothing() {
    lake.run("run", "--once").well();
    assertThat(lake.mirrored("public", "load", "id")).hasSize(30_000);
    List<List<Object>> positions =
        lake.rows(lake.layout().changes(), "topic", "partition", "offset");
    assertThat(new HashSet<>(positions)).hasSameSizeAs(positions);
    Map<String, Long> versions = lake.versions();
    lake.run("run", "--once").well();
    assertThat(lake.versions()).isEqualTo(versions);
    assertThat(lake.folder().resolve("_tidemark/checkpoint")).doesNotExist();
  }

  /** Wait until the mirror of a table in {@code public} holds exactly these rows. */
  private void awaitRows(String table, List<String> columns, List<List<Object>> expected) {
    await()
        .atMost(SOON)
        .failFast("the job has ended", job::requireAlive)
        .untilAsserted(
            () ->
                assertThat(lake.mirrored("public", table, columns.toArray(String[]::new)))
                    .containsExactlyInAnyOrderElementsOf(expected));
  }
}
