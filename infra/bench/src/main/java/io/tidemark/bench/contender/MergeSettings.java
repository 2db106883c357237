package io.tidemark.bench.contender;

import io.delta.tables.DeltaTable;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * How {@link MergeContender} is set.
 *
 * @param contender its name
 * @param session further settings of the Spark session
 * @param table properties of the Delta table
 */
record MergeSettings(String contender, Map<String, String> session, Map<String, String> table) {
  /** The defaults of Spark and Delta. */
  private static final MergeSettings PLAIN = new MergeSettings("merge", Map.of(), Map.of());

  /**
   * For two cores: few partitions, for shuffles (default 200) and for Delta's own reading of its
   * log (default 50, by far the largest single cost); statistics of the key only. No deletion
   * vectors: a batch changes most files, and reading through vectors costs more then.
   */
  private static final MergeSettings TUNED =
      new MergeSettings(
          "merge-tuned",
          Map.of(
              "spark.sql.shuffle.partitions", "4",
              "spark.databricks.delta.snapshotPartitions", "1"),
          Map.of("delta.dataSkippingStatsColumns", "id"));

  /** For small batches on a large table: vectors instead of rewriting every file. */
  static final MergeSettings SMALL_BATCHES =
      new MergeSettings(
          "merge-tuned",
          TUNED.session,
          Map.of(
              "delta.dataSkippingStatsColumns", "id",
              "delta.enableDeletionVectors", "true"));

  /** Where the JVM's flags name the contender. */
  private static final String PROPERTY = "tidemark.bench.merge";

  /** Kafka messages in a micro-batch: as in a backlog of which nobody waits for the first rows. */
  static final long MESSAGES_PER_BATCH = 200_000;

  static MergeSettings chosen() {
    String name = System.getProperty(PROPERTY);
    return Stream.of(PLAIN, TUNED)
        .filter(settings -> settings.contender.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("-D" + PROPERTY + "=" + name));
  }

  /** A session that knows Delta, on loopback, with all cores. */
  SparkSession start() {
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName(contender)
            .master("local[*]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    session.forEach(builder::config);
    SparkSession made = builder.getOrCreate();
    made.sparkContext().setLogLevel("WARN");
    return made;
  }

  /** An empty table at a path. */
  void create(SparkSession spark, String path) {
    var builder =
        DeltaTable.create(spark)
            .location(path)
            .addColumn("id", "string", false)
            .addColumn("customer_id", "bigint", false)
            .addColumn("status", "string", false)
            .addColumn("amount", "decimal(12,2)", false)
            .addColumn("note", "string")
            .addColumn("created_at", "timestamp", false)
            .addColumn("updated_at", "timestamp", false);
    table.forEach(builder::property);
    builder.execute();
  }
}
