package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** From an empty database to proof, by the commands that the README begins with. */
@OnStack
@Order(1)
final class FirstRunStackIT {
  private static final String COUNT = "select count(*) as n from mirror.transactions";

  private final Stack stack;
  private final Database database;
  private final Lake lake;

  FirstRunStackIT(Stack stack) {
    this.stack = stack;
    database = stack.database();
    lake = stack.lake();
  }

  @Test
  @Order(1)
  void seededRowsAreCaughtUpWithAndCountedBySql() {
    // What other classes may have loaded before goes; TRUNCATE is a change like others.
    lake.run("migrate").well();
    database.run("truncate transactions, accounts, customers, merchants");
    lake.run("seed", "--rows", "5000").well();
    // All in Kafka: verify waits for that, and can't tell yet how the lake compares.
    Said early = lake.run("verify").with(2);
    assertThat(early.out()).contains("messages still wait in Kafka, and no job is running");
    lake.run("run", "--once").well();
    Said said = lake.run("query", "--consistent", "--json", COUNT).well();
    assertThat(said.out().strip()).isEqualTo("[{\"n\":5000}]");
    assertThat(said.err())
        .containsPattern("whole transactions up to LSN [0-9A-F]+/[0-9A-F]+, comm");
  }

  @Test
  @Order(2)
  void verifyFindsEveryTableEqual() {
    Said said = lake.run("verify").well();
    assertThat(said.out())
        .contains("public.transactions: 5,000 rows, 5,000 in the mirror")
        .containsPattern("(?m)^equal at LSN ");
  }

  @Test
  @Order(3)
  void plainDeltaOnSparkReadsWhatKernelReads() throws IOException {
    List<List<Object>> bySpark = new ArrayList<>();
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .getOrCreate()) {
      String path = lake.folder().resolve("mirror/public/transactions").toString();
      for (Row row :
          spark
              .read()
              .format("delta")
              .load(path)
              .select("transaction_id", "amount", "voucher_code", "_cdc.lsn")
              .collectAsList()) {
        bySpark.add(Arrays.asList(row.get(0), row.get(1), row.get(2), row.get(3)));
      }
    }
    List<List<Object>> byKernel =
        lake.mirrored("public", "transactions", "transaction_id", "amount", "voucher_code", "_cdc");
    byKernel.forEach(row -> row.set(3, ((Object[]) row.get(3))[1]));
    assertThat(bySpark).hasSize(5000).containsExactlyInAnyOrderElementsOf(byKernel);
  }

  @Test
  @Order(4)
  void aRowThatTheMirrorLostIsNamedByVerify() {
    KeyedTable mirror = (KeyedTable) lake.mirror("public", "transactions").orElseThrow();
    List<List<Object>> rows = lake.mirrored("public", "transactions", "transaction_id");
    String lost = rows.get(0).get(0).toString();
    mirror.apply(new KeyedChange(Map.of(), Set.of(KeyHash.of(List.of(lost))), null, Map.of()));
    Said said = lake.run("verify").with(1);
    assertThat(said.out())
        .contains("DIFFERENT  public.transactions: 5,000 rows, 4,999 in the mirror")
        .contains("[" + lost + "]: missing in the mirror")
        .containsPattern("(?m)^different at LSN ");
  }

  @Test
  @Order(5)
  void changesThatWaitInTheSlotAreNoProofOfAnything() {
    // Nothing waits for them: the lake above is behind Kafka, or Kafka behind the slot.
    database.run(
        "update customers set phone = '1' where customer_id in"
            + " (select customer_id from customers limit 10)");
    Said said = lake.run("verify", "--json").with(2);
    assertThat(said.out())
        .contains("\"verify\":\"could not tell\"")
        .contains("11 messages still wait in Kafka, and no job is running (./tidemark run)");
  }

  @Test
  @Order(6)
  void changedKeysComeOutRightHoweverSmallTheMicroBatches() throws IOException {
    database.run(
        "create table moves (id int primary key, body text, n int)",
        "alter table moves alter body set storage external",
        "insert into moves select n, repeat('row ' || n, 700), 0 from generate_series(1, 150) n",
        "update moves set id = id + 1000",
        "update moves set body = repeat('new ' || id, 700) where id % 3 = 0",
        "update moves set id = id + 1000",
        "update moves set n = 1 where id % 2 = 0",
        "update moves set id = id + 1000");
    database.run(
        "create table shifts (id int, name text, body text,"
            + " primary key (id) deferrable initially deferred)",
        "alter table shifts replica identity full",
        "insert into shifts select n, 'row ' || n, repeat('x' || n, 900)"
            + " from generate_series(1, 40) n",
        "update shifts set id = id + 1",
        "update shifts set id = 43 - id",
        "begin; insert into shifts values (7, 'new'); delete from shifts where id = 7 and"
            + " name <> 'new'; delete from shifts where id = 9; insert into shifts values (9, 'x');"
            + " delete from shifts where id = 9; insert into shifts values (9, 'y'); commit",
        "update shifts set id = id + 1, name = name || '!'");
    Path config = stack.file("small.yaml");
    String bundled = Files.readString(Path.of("../../spark-job/pipeline.yaml"));
    Files.writeString(config, bundled.replace("max-records: 50000", "max-records: 120"));
    int before = lake.rows(lake.layout().ledger(), "batch_id").size();
    lake.run("run", "--once", "--config", config.toString()).well();
    assertThat(lake.rows(lake.layout().ledger(), "batch_id")).hasSizeGreaterThan(before + 8);
    for (String table : List.of("moves", "shifts")) {
      String columns = table.equals("moves") ? "id, body, n" : "id, name, body";
      assertThat(lake.mirrored("public", table, columns.split(", ")))
          .containsExactlyInAnyOrderElementsOf(
              database.rows("select " + columns + " from " + table));
    }
    database.run("drop table moves, shifts");
  }
}
