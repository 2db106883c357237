package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A job that is killed again and again while the database is busy and somebody reads. {@code
 * -Dtidemark.kills=10} kills it more often, {@code -Dtidemark.reads=1000} reads more often.
 */
@OnStack
@Order(5)
final class KilledJobStackIT {
  private static final int KILLS = Integer.getInteger("tidemark.kills", 2);
  private static final int READS = Integer.getInteger("tidemark.reads", 100);
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final long HOUR = TimeUnit.HOURS.toMicros(1);

  private final Stack stack;
  private final Database database;
  private final Lake lake;
  private RunningJob job;
  private ConsistentReads reads;
  private ConsistentReads.Found expected;

  KilledJobStackIT(Stack stack) {
    this.stack = stack;
    database = stack.database();
    lake = stack.lake("killed");
  }

  @AfterAll
  void end() {
    if (job != null) {
      job.close();
    }
  }

  @Test
  @Order(1)
  void killedUnderLoadTheMirrorsComeOutEqual() throws IOException {
    lake.run("seed", "--rows", "2000").well();
    job = RunningJob.start(stack, lake);
    expected = ConsistentReads.of(database);
    Random random = new Random(20_261_123);
    try (Command load = lake.start("simulate", "--rate", "200", "--random-seed", "7");
        ConsistentReads reading = ConsistentReads.start(database, lake, SOON)) {
      reads = reading;
      for (int kill = 1; kill <= KILLS; kill++) {
        killAtSomeMoment(random);
        if (kill % 2 == 1) {
          deleteCheckpoint();
        }
        job = RunningJob.start(stack, lake);
      }
      reads.await(READS, expected, Duration.ofSeconds(300 + READS));
      load.end();
      load.await(SOON);
    }
    Said said = lake.run("verify").well();
    assertThat(said.out()).containsPattern("(?m)^equal at LSN ");
    job.command().end();
    job.command().await(SOON);
  }

  /** Each time at another moment of a micro-batch, or between two. */
  private void killAtSomeMoment(Random random) {
    long before = ledgerVersion();
    await().atMost(SOON).until(() -> ledgerVersion() >= before + 1);
    await().pollDelay(Duration.ofMillis(1 + random.nextInt(2000))).until(() -> true);
    job.requireAlive();
    job.command().kill();
    assertThat(job.command().await(SOON).code()).isEqualTo(128 + 9);
  }

  private long ledgerVersion() {
    return lake.versions().getOrDefault(lake.layout().ledger(), 0L);
  }

  private void deleteCheckpoint() throws IOException {
    Path checkpoint = lake.folder().resolve("_tidemark/checkpoint");
    try (Stream<Path> files = Files.walk(checkpoint)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  @Order(2)
  void everyConsistentReadFindsWhatEveryTransactionLeaves() {
    assertThat(ConsistentReads.of(database)).isEqualTo(expected);
    assertThat(reads.consistent()).hasSizeGreaterThanOrEqualTo(READS).containsOnly(expected);
    assertThat(reads.positions()).as("different positions").isGreaterThan(2);
    System.out.println(reads);
  }

  @Test
  @Order(3)
  void noChangeIsInTheChangeLogTwice() {
    List<List<Object>> positions =
        lake.rows(lake.layout().changes(), "topic", "partition", "offset");
    assertThat(positions).hasSizeGreaterThan(2000);
    assertThat(new HashSet<>(positions)).hasSameSizeAs(positions);
  }

  @Test
  @Order(4)
  void everyMessageIsAccountedForOnce() {
    long consumed = 0;
    long parts = 0;
    for (List<Object> row :
        lake.rows(
            lake.layout().ledger(),
            "consumed",
            "changes",
            "duplicates",
            "control",
            "excluded",
            "quarantined")) {
      consumed += (Long) row.get(0);
      parts += row.stream().skip(1).mapToLong(Long.class::cast).sum();
    }
    assertThat(consumed).isEqualTo(messages());
    assertThat(parts).isEqualTo(consumed);
  }

  /** How many messages all topics hold. */
  private long messages() {
    Pattern topics = Pattern.compile("tidemark\\..+");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", stack.setting("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS")),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .listTopics()
          .forEach(
              (topic, infos) -> {
                if (topics.matcher(topic).matches()) {
                  infos.forEach(
                      info -> partitions.add(new TopicPartition(topic, info.partition())));
                }
              });
      return consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  @Test
  @Order(5)
  void theMoneyIsAllThere() {
    BigDecimal balances =
        lake.mirrored("public", "accounts", "balance").stream()
            .map(row -> (BigDecimal) row.get(0))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(balances)
        .isEqualByComparingTo((BigDecimal) database.value("select sum(balance) from accounts"));
  }

  @Test
  @Order(6)
  void theAggregateIsWhatItWouldBeIfItWereComputedNow() {
    Map<List<Object>, List<BigDecimal>> groups = new HashMap<>();
    for (List<Object> row :
        lake.mirrored("public", "transactions", "country", "currency", "timestamp", "amount")) {
      long hour = Math.floorDiv((Long) row.get(2), HOUR) * HOUR;
      groups
          .computeIfAbsent(List.of(row.get(0), row.get(1), hour), group -> new ArrayList<>())
          .add((BigDecimal) row.get(3));
    }
    List<List<Object>> aggregate =
        lake.rows(
            lake.layout().aggregate("spend_by_country"),
            "country",
            "currency",
            "hour",
            "payments",
            "total",
            "mean");
    assertThat(aggregate).isNotEmpty().hasSize(groups.size());
    for (List<Object> row : aggregate) {
      List<BigDecimal> amounts = groups.get(row.subList(0, 3));
      assertThat(amounts).as("group %s", row).isNotNull();
      BigDecimal total = amounts.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
      BigDecimal mean = (BigDecimal) row.get(5);
      assertThat(row.get(3)).isEqualTo((long) amounts.size());
      assertThat((BigDecimal) row.get(4)).isEqualByComparingTo(total);
      assertThat(mean)
          .isEqualByComparingTo(
              total.divide(BigDecimal.valueOf(amounts.size()), mean.scale(), RoundingMode.HALF_UP));
    }
  }
}
