package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.decode.TableId;
import io.tidemark.delta.AppendTable;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import io.tidemark.delta.LakeTable;
import io.tidemark.delta.MultisetTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;

/** Two tables, one without a key: some rows nobody touches, others never rest. */
final class BusyTables implements AutoCloseable {
  private static final int WRITERS = 2;
  private static final Configuration HADOOP = new Configuration();

  private final Database database;
  private final List<CompletableFuture<Void>> writers = new ArrayList<>();
  private volatile boolean writing;

  BusyTables(Database database) {
    this.database = database;
    database.run(
        "create table busy (id int primary key, n int, name text)",
        "insert into busy select i, i, 'row ' || i from generate_series(1, 200) i",
        "create table busy_rows (a int, b text)",
        "alter table busy_rows replica identity full",
        "insert into busy_rows select i % 50, 'row' from generate_series(1, 200) i");
  }

  /** Begin to write, and go on until {@link #pause}. */
  void write() {
    writing = true;
    for (int i = 0; i < WRITERS; i++) {
      int writer = i;
      writers.add(CompletableFuture.runAsync(() -> write(new Random(writer), 1000 * (writer + 1))));
    }
  }

  /** One transaction after the other, over some keys of its own; some are open for a while. */
  private void write(Random random, int first) {
    while (writing) {
      int id = first + random.nextInt(20);
      int other = first + 100 + random.nextInt(500);
      database.run(
          "insert into busy values (%d, 0, repeat('x', 10)) on conflict (id) do update set n ="
                  .formatted(id)
              + " busy.n + 1",
          "begin; update busy set n = n + 1 where id = %d; select pg_sleep(0.02);".formatted(id)
              + " insert into busy_rows values (%d, 'new'); commit".formatted(id),
          "update busy set id = %d where id = %d and not exists (select from busy where id = %d)"
              .formatted(other, id, other),
          "delete from busy where id >= %d and id < %d and n > 3".formatted(first, first + 1000),
          "update busy_rows set a = a + 1 where b = 'new' and a = %d".formatted(id),
          "delete from busy_rows where b = 'new' and a = %d".formatted(id + 1));
    }
  }

  /** Stop writing; returns when all is committed. */
  void pause() {
    writing = false;
    writers.forEach(CompletableFuture::join);
    writers.clear();
  }

  /** Change rows of the mirrors that nobody touches: a digit, a loss, a double, one too many. */
  void corrupt(Lake lake) {
    KeyedTable busy = (KeyedTable) lake.mirror("public", "busy").orElseThrow();
    List<Object[]> rows = rows(busy);
    Object[] digit = row(rows, 1);
    digit[1] = 7;
    Object[] extra = row(rows, 4).clone();
    extra[0] = 999;
    busy.apply(
        new KeyedChange(
            Map.of(KeyHash.of(List.of(1)), digit, KeyHash.of(List.of(999)), extra),
            Set.of(KeyHash.of(List.of(2))),
            null,
            Map.of()));
    AppendTable.open(HADOOP, lake.layout().mirror(new TableId("public", "busy")))
        .orElseThrow()
        .append(List.<Object[]>of(row(rows, 3)), Map.of());
    MultisetTable keyless = (MultisetTable) lake.mirror("public", "busy_rows").orElseThrow();
    keyless.apply(Map.of(keyless.contentOf(row(rows(keyless), 5)), 1), List.of(), null, Map.of());
  }

  /** Wait until the job's own verification has told of it, in its table and by alerts. */
  void awaitFoundByTheJob(Lake lake) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              assertThat(
                      lake.rows(
                          lake.layout().verifications(), "table_name", "verdict", "differences"))
                  .contains(
                      List.of("busy", "different", 4L), List.of("busy_rows", "different", 1L));
              assertThat(lake.rows(lake.layout().alerts(), "rule", "table_name"))
                  .contains(
                      List.of("mirror_differs", "busy"), List.of("mirror_differs", "busy_rows"));
            });
  }

  private static List<Object[]> rows(LakeTable table) {
    List<Object[]> rows = new ArrayList<>();
    table.scan(table.schema().fieldNames(), rows::add);
    return rows;
  }

  private static Object[] row(List<Object[]> rows, int first) {
    return rows.stream().filter(row -> row[0].equals(first)).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    pause();
    database.run("drop table busy, busy_rows");
  }
}
