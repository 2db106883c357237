package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Backlogs that are too much for the job's heap, if it took them as they come: many updates of one
 * row, a transaction of more rows than a micro-batch has, and rows with large values. The same with
 * a heap of 1 GB, and larger: see the README.
 */
@OnStack
@Order(7)
final class SmallHeapStackIT {
  private static final String HEAP = "512m";
  private static final int UPDATES = 20_000;
  private static final int ROWS = 60_000;
  private static final int DOCUMENTS = 1_500;
  private static final int OTHER_TABLES = 60;
  private static final String CONFIG =
      """
      pipeline: small-heap
      source:
        kafka:
          bootstrap-servers: ${TIDEMARK_KAFKA_BOOTSTRAP_SERVERS}
          topic-prefix: tidemark
        postgres:
          jdbc-url: ${TIDEMARK_POSTGRES_JDBC_URL}
          user: tidemark
          password: ${TIDEMARK_POSTGRES_PASSWORD}
          slot: tidemark
          publication: tidemark
        unavailable-value: ${TIDEMARK_UNAVAILABLE_VALUE}
      lake:
        path: ${TIDEMARK_LAKE}
      tables:
        include: ["heap.*"]
      """;

  private final Stack stack;
  private final Lake lake;

  SmallHeapStackIT(Stack stack) {
    this.stack = stack;
    lake = stack.lake("small-heap");
  }

  @Test
  @Order(1)
  void aBacklogThatTheHeapCannotHoldIsAppliedInParts() throws IOException {
    stack
        .database()
        .run(
            "create schema heap",
            "create table heap.counters (id int primary key, n int not null)",
            "create table heap.orders (id int primary key, customer int, amount numeric(12,2),"
                + " note text)",
            "create table heap.documents (id int primary key, text text)",
            "insert into heap.counters values (1, 0)",
            // 100 kB each, 150 MB in all.
            "insert into heap.documents select n, n || base.text from generate_series(1, "
                + DOCUMENTS
                + ") as n, (select string_agg(md5(i::text), '') as text"
                + " from generate_series(1, 3125) as i) as base",
            "insert into heap.orders select n, n % 1000, n / 7.0, md5(n::text)"
                + " from generate_series(1, "
                + ROWS
                + ") as n",
            "do $$ begin for i in 1.."
                + UPDATES
                + " loop update heap.counters set n = n + 1; end loop; end $$");
    stack.database().run(otherTables());
    Path config = stack.file("small-heap.yaml");
    Files.writeString(config, CONFIG);

    lake.run("run", "--once", "--config", config.toString(), "--conf=spark.driver.memory=" + HEAP)
        .well();

    assertThat(lake.mirrored("heap", "counters", "id", "n")).containsExactly(List.of(1, UPDATES));
    assertThat(orders()).isEqualTo(stack.database().rows("select * from heap.orders order by id"));
    assertThat(documents())
        .isEqualTo(stack.database().rows("select id, md5(text) from heap.documents order by id"));
  }

  /** Which the job has not to keep, but whose topics it reads: 4 MB each. */
  private static String[] otherTables() {
    List<String> statements = new ArrayList<>(List.of("create schema crowd"));
    for (int i = 0; i < OTHER_TABLES; i++) {
      statements.add(
          "create table crowd.documents_%d (id int primary key, text text)".formatted(i));
      statements.add(
          "insert into crowd.documents_%d select n, repeat('text ', 20000)".formatted(i)
              + " from generate_series(1, 40) as n");
    }
    return statements.toArray(String[]::new);
  }

  @Test
  @Order(2)
  void noChangeIsLostOrTwiceBetweenTheParts() {
    List<List<Object>> positions =
        lake.rows(lake.layout().changes(), "topic", "partition", "offset");
    // Messages that other classes had written are changes, too, but of no table.
    positions.removeIf(position -> !position.get(0).toString().contains(".heap."));
    assertThat(positions).hasSize(1 + UPDATES + ROWS + DOCUMENTS);
    assertThat(new HashSet<>(positions)).hasSameSizeAs(positions);
  }

  @Test
  @Order(3)
  void theLedgerHasEachPartAndInTheEndWholeTransactions() {
    Map<Object, Long> parts =
        ledger().stream().collect(Collectors.groupingBy(row -> row.get(1), Collectors.counting()));
    // Spark gives a micro-batch its share of every topic: with other classes' topics, of few rows.
    assertThat(parts.values()).anyMatch(number -> number >= 3);
    // Other classes' topics came and went with changes that ends count. The job does not forgive
    // that while messages are so young that what is missing may be on its way.
    await().atMost(Stack.PATIENCE).until(this::isWhole);
  }

  private boolean isWhole() {
    if (!endsConsistent()) {
      stack.database().run("update heap.counters set n = n");
      lake.run("run", "--once", "--config", stack.file("small-heap.yaml").toString()).well();
    }
    return endsConsistent();
  }

  private boolean endsConsistent() {
    List<List<Object>> ledger = ledger();
    return (Boolean) ledger.get(ledger.size() - 1).get(2);
  }

  private List<List<Object>> ledger() {
    List<List<Object>> ledger =
        lake.rows(lake.layout().ledger(), "committed_at", "batch_id", "consistent");
    ledger.sort(Comparator.comparing(row -> (Long) row.get(0)));
    return ledger;
  }

  private List<List<Object>> orders() {
    return sorted(lake.mirrored("heap", "orders", "id", "customer", "amount", "note"));
  }

  private List<List<Object>> documents() {
    List<List<Object>> documents = new ArrayList<>();
    lake.mirror("heap", "documents")
        .orElseThrow()
        .scan(List.of("id", "text"), row -> documents.add(List.of(row[0], md5((String) row[1]))));
    return sorted(documents);
  }

  private static String md5(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has MD5", e);
    }
  }

  private static List<List<Object>> sorted(List<List<Object>> rows) {
    List<List<Object>> sorted = new ArrayList<>(rows);
    sorted.sort((a, b) -> Integer.compare((Integer) a.get(0), (Integer) b.get(0)));
    return sorted;
  }
}
