package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.decode.TableId;
import io.tidemark.mirror.StaleTable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What breaks the chain of changes is noticed, told, and mended by one command. */
@OnStack
@Order(5)
final class SourceFaultsStackIT {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final TableId EXPIRES = new TableId("public", "expires");

  private final Stack stack;
  private final Database database;
  private final Lake lake;
  private RunningJob job;

  SourceFaultsStackIT(Stack stack) {
    this.stack = stack;
    database = stack.database();
    lake = stack.lake("faults");
  }

  @BeforeAll
  void begin() {
    database.run(
        "create table expires (id int primary key, name text)",
        "insert into expires select n, 'row ' || n from generate_series(1, 100) n",
        "create table empties (id int primary key)",
        "insert into empties values (1), (2), (3)",
        "create table anonymous (n int)",
        "alter table anonymous replica identity full",
        "insert into anonymous values (1), (1), (2), (3)");
    job = RunningJob.start(stack, lake);
  }

  @AfterAll
  void end() {
    job.close();
    database.run("drop table expires, empties, anonymous");
  }

  @Test
  @Order(1)
  void changesThatAreGoneFromKafkaMakeTheirTableStaleAndRepairMakesItRight() throws Exception {
    job.command().end();
    job.command().await(Duration.ofSeconds(30)).with(128 + 15);
    long before = sum(ends("expires"));
    database.run(
        "delete from expires where id <= 10",
        "update expires set name = 'new' where id = 50",
        "insert into expires values (101, 'new')");
    // A DELETE is followed by a tombstone.
    await().atMost(SOON).until(() -> sum(ends("expires")) == before + 22);
    expire(ends("expires"));

    job = RunningJob.start(stack, lake);
    assertThat(stale().get(EXPIRES)).contains("were gone from Kafka before they were read");
    assertThat(stale()).hasSize(1);
    assertThat(lake.mirrored("public", "expires", "id")).hasSize(100);

    Said said = lake.run("repair").well();
    assertThat(said.err()).contains("public.expires: 12 keys differ");
    assertThat(said.out()).contains("equal      public.expires");
    assertThat(lake.mirrored("public", "expires", "id", "name"))
        .containsExactlyInAnyOrderElementsOf(database.rows("select id, name from expires"));
    await().atMost(SOON).until(() -> stale().isEmpty());
    assertThat(lake.run("repair", "expirs").with(2).err())
        .contains("There is no table 'public.expirs' to repair");
  }

  /** Equal rows of one COPY share an LSN and have no key: only their numbers tell them apart. */
  @Test
  @Order(2)
  void aConnectorThatStopsWithinATransactionLosesNothingAndDoublesNothing() throws Exception {
    int rows = 100_000;
    long before = sum(ends("anonymous"));
    database.run("insert into anonymous select 7 from generate_series(1, " + rows + ")");
    await().pollInterval(Duration.ofMillis(100)).atMost(SOON).until(() -> within(offset()));
    connector("PUT", "/stop");
    await()
        .atMost(SOON)
        .until(() -> database.value("select active from pg_replication_slots").equals(false));
    JsonNode stored = offset();
    assertThat(stored.path("lsn_proc")).isEqualTo(stored.path("lsn_commit"));
    long sent = sum(ends("anonymous")) - before;
    assertThat(sent).isPositive().isLessThan(rows);

    connector("PUT", "/resume");
    await().atMost(SOON).until(() -> sum(ends("anonymous")) == before + sent + rows);
    job.awaitMark(SOON);

    assertThat(lake.run("verify").well().out()).contains("public.anonymous: 100,004 rows");
    database.run("delete from anonymous where n = 7");
    job.awaitMark(SOON);
  }

  @Test
  @Order(3)
  void morePartitionsMakeATableStaleAndRepairProvesOrMendsIt() throws Exception {
    try (Admin admin = admin()) {
      admin
          .createPartitions(Map.of("tidemark.public.empties", NewPartitions.increaseTo(9)))
          .all()
          .get();
    }
    // Its producer would learn of it minutes later; the job does from a change that lies there.
    connector("POST", "/restart?includeTasks=true");
    AtomicInteger id = new AtomicInteger(1000);
    await()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> {
              int from = id.getAndAdd(50);
              database.run(
                  "insert into empties select generate_series(%d, %d)".formatted(from, from + 49));
              return stale().containsKey(new TableId("public", "empties"));
            });
    assertThat(stale().get(new TableId("public", "empties"))).contains("9 partitions and not 4");
    assertThat(lake.run("repair").well().out()).contains("equal      public.empties");
    await().atMost(SOON).until(() -> stale().isEmpty());
  }

  @Test
  @Order(4)
  void aSlotThatIsGoneIsNoticedAndTheConnectorBeginsAnew() throws Exception {
    connector("PUT", "/stop");
    await()
        .atMost(SOON)
        .until(() -> database.value("select active from pg_replication_slots").equals(false));
    database.run("select pg_drop_replication_slot(slot_name) from pg_replication_slots");
    database.run(
        "delete from expires where id > 90",
        "delete from empties",
        "delete from anonymous where n = 1",
        "insert into anonymous values (2)");
    await().atMost(SOON).until(() -> stale().containsKey(EXPIRES));
    assertThat(stale().get(EXPIRES)).contains("the replication slot is gone");

    assertThat(lake.run("repair").with(2).err()).contains("./tidemark repair --anew");
    Said said = lake.run("repair", "--anew").well();
    assertThat(said.err()).contains("public.anonymous has no primary key");
    assertThat(lake.mirrored("public", "expires", "id"))
        .containsExactlyInAnyOrderElementsOf(database.rows("select id from expires"));
    assertThat(lake.mirrored("public", "empties", "id")).isEmpty();
    assertThat(lake.mirrored("public", "anonymous", "n"))
        .containsExactlyInAnyOrder(List.of(2), List.of(2), List.of(3));
    await().atMost(SOON).until(() -> stale().isEmpty());
    job.awaitMark(SOON);
    assertThat(lake.run("verify").well().out()).containsPattern("(?m)^equal at LSN ");
  }

  private Map<TableId, String> stale() {
    return StaleTable.reasons(new Configuration(), lake.layout().stale());
  }

  private static long sum(Map<TopicPartition, Long> offsets) {
    return offsets.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether a position is one within a transaction. */
  private static boolean within(JsonNode offset) {
    return offset.path("lsn").longValue() > offset.path("lsn_commit").longValue();
  }

  /** The position that Connect has stored for the connector. */
  private JsonNode offset() throws IOException, InterruptedException {
    return new ObjectMapper()
        .readTree(connector("GET", "/offsets"))
        .path("offsets")
        .path(0)
        .path("offset");
  }

  private Map<TopicPartition, Long> ends(String table) throws Exception {
    String topic = "tidemark.public." + table;
    try (Admin admin = admin()) {
      int partitions =
          admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().size();
      Map<TopicPartition, OffsetSpec> latest =
          IntStream.range(0, partitions)
              .boxed()
              .collect(
                  Collectors.toMap(p -> new TopicPartition(topic, p), p -> OffsetSpec.latest()));
      return admin.listOffsets(latest).all().get().entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    }
  }

  private void expire(Map<TopicPartition, Long> until) throws Exception {
    try (Admin admin = admin()) {
      admin
          .deleteRecords(
              until.entrySet().stream()
                  .collect(
                      Collectors.toMap(
                          Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
          .all()
          .get();
    }
  }

  private Admin admin() {
    return Admin.create(
        Map.of("bootstrap.servers", stack.setting("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS")));
  }

  private String connector(String method, String path) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(
                            stack.setting("TIDEMARK_CONNECT_URL") + "/connectors/tidemark" + path))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode() / 100).as(answer.body()).isEqualTo(2);
    return answer.body();
  }
}
