package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.decode.TableId;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import io.tidemark.mirror.StaleTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What becomes of events that cannot be applied, while the job and the database go on. */
final class Quarantine {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final TableId TABLE = new TableId("public", "refuses");
  private static final String TOPIC = "tidemark.public.refuses";

  private final Stack stack;
  private final Database database;
  private final Lake lake;

  Quarantine(Stack stack, Lake lake) {
    this.stack = stack;
    this.database = stack.database();
    this.lake = lake;
  }

  /** A change is refused as its mirror lacks a row; what waits behind it is applied by a retry. */
  void retryAppliesInOrder() {
    database.run(
        "create table refuses (id int primary key, body text, n int)",
        "alter table refuses alter body set storage external",
        "insert into refuses select i, repeat('0123456789abcdef', 500), 0"
            + " from generate_series(1, 3) i");
    await().atMost(SOON).until(() -> lake.mirrored("public", "refuses", "id").size() == 3);
    KeyedTable mirror = (KeyedTable) lake.mirror("public", "refuses").orElseThrow();
    mirror.apply(new KeyedChange(Map.of(), Set.of(KeyHash.of(List.of(1))), null, Map.of()));
    // With a commit of its own the job learns of the other writer's.
    database.run("update refuses set n = 1 where id = 2");
    awaitRows(Map.of(2, 1, 3, 0));

    database.run("update refuses set n = 2 where id = 1");
    await().atMost(SOON).until(() -> states().equals(List.of("refused")));
    database.run(
        "update refuses set n = 3, body = 'new' where id = 1",
        "update refuses set n = 3 where id = 2");
    await().atMost(SOON).until(() -> states().equals(List.of("held", "refused")));
    awaitRows(Map.of(2, 3, 3, 0));
    assertThat(lake.run("quarantine", "list", "refuses").well().out())
        .contains("refused   public.refuses at " + TOPIC)
        .contains("held      public.refuses at " + TOPIC)
        .contains("the mirror has no row to take it from");

    Said said = lake.run("quarantine", "retry", "refuses").well();
    assertThat(said.out()).contains("2 applied");
    awaitRows(Map.of(1, 3, 2, 3, 3, 0));
    assertThat(lake.run("quarantine", "list", "refuses").well().out())
        .contains("Nothing waits in the quarantine.");
    assertThat(lake.run("quarantine", "retry", "refuse").with(2).err())
        .contains("There is no table 'public.refuse' in the lake");
  }

  /** A change that will never do is given up; the table is stale until a repair. */
  void discardMakesStaleAndRepairMends() throws Exception {
    RecordMetadata at = produceDamaged();
    await().atMost(SOON).until(() -> states().contains("refused"));
    database.run("update refuses set n = 4 where id = 3", "update refuses set n = 4 where id = 2");
    await().atMost(SOON).until(() -> states().contains("held"));
    awaitRows(Map.of(1, 3, 2, 4, 3, 0));

    assertThat(lake.run("quarantine", "discard").with(2).err())
        .contains("Say which events are to be given up");
    assertThat(lake.run("quarantine", "retry", "--json").with(1).out())
        .contains("\"refused\":", "\"held\":1");
    Said said =
        lake.run("quarantine", "discard", "--at", TOPIC + "/" + at.partition() + "/" + at.offset());
    assertThat(said.well().out()).contains("1 given up", "1 applied");
    awaitRows(Map.of(1, 3, 2, 4, 3, 4));
    assertThat(stale().get(TABLE)).contains("a change was given up");
    assertThat(lake.run("repair").well().out()).contains("equal      public.refuses");
    await().atMost(SOON).until(() -> stale().isEmpty());
    await().atMost(SOON).until(() -> !states().contains("refused"));
  }

  /** The last change of row 3 once more, of an operation that nobody knows. */
  private RecordMetadata produceDamaged() throws Exception {
    Map<String, Object> options =
        Map.of("bootstrap.servers", stack.setting("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS"));
    ConsumerRecord<byte[], byte[]> last = null;
    ByteArrayDeserializer bytes = new ByteArrayDeserializer();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(options, bytes, bytes)) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(info -> new TopicPartition(TOPIC, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (last == null) {
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
          boolean third =
              new String(message.key(), StandardCharsets.UTF_8).contains("\"payload\":{\"id\":3}");
          last = third ? message : last;
        }
      }
    }
    String damaged =
        new String(last.value(), StandardCharsets.UTF_8).replace("\"op\":\"c\"", "\"op\":\"?\"");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(options, new ByteArraySerializer(), new ByteArraySerializer())) {
      return producer
          .send(
              new ProducerRecord<>(
                  TOPIC, last.partition(), last.key(), damaged.getBytes(StandardCharsets.UTF_8)))
          .get(30, TimeUnit.SECONDS);
    }
  }

  private Map<TableId, String> stale() {
    return StaleTable.reasons(new Configuration(), lake.layout().stale());
  }

  /** What the table's events in the quarantine are that wait, in the order of the alphabet. */
  private List<String> states() {
    return lake.rows(lake.layout().quarantine(), "table_name", "state").stream()
        .filter(row -> "refuses".equals(row.get(0)))
        .map(row -> (String) row.get(1))
        .filter(Arrays.asList("refused", "held")::contains)
        .sorted()
        .toList();
  }

  /** Wait until the mirror holds exactly these rows; {@code n} by id. */
  private void awaitRows(Map<Integer, Integer> expected) {
    List<List<Object>> rows =
        expected.entrySet().stream().map(e -> List.<Object>of(e.getKey(), e.getValue())).toList();
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(lake.mirrored("public", "refuses", "id", "n"))
                    .containsExactlyInAnyOrderElementsOf(rows));
  }
}
