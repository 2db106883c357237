package io.tidemark.bench.contender;

import io.delta.tables.DeltaTable;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** How {@link MergeContender} is set: what Spark and Delta come with, or what was found best. */
enum MergeSettings {
  /** The defaults of both. */
  PLAIN("merge", Map.of(), Map.of()),

  /**
   * For two cores: as few partitions as there are cores, for shuffles (default 200) and for Delta's
   * own reading of its log (default 50, by far the largest single cost); statistics of the key
   * only. No deletion vectors: a batch changes most files, and reading through vectors costs more
   * then.
   */
  TUNED(
      "merge-tuned",
      Map.of(
          "spark.sql.shuffle.partitions", "4",
          "spark.databricks.delta.snapshotPartitions", "1"),
      Map.of("delta.dataSkippingStatsColumns", "id"));

  /** Where the JVM's flags say which. */
  static final String PROPERTY = "tidemark.bench.merge";

  /** Kafka messages in a micro-batch: as in a backlog of which nobody waits for the first rows. */
  private static final long MESSAGES = 200_000;

  private final String contender;
  private final Map<String, String> session;
  private final Map<String, String> table;

  MergeSettings(String contender, Map<String, String> session, Map<String, String> table) {
    this.contender = contender;
    this.session = session;
    this.table = table;
  }

  static MergeSettings chosen() {
    return valueOf(System.getProperty(PROPERTY, PLAIN.name()));
  }

  String contender() {
    return contender;
  }

  long messagesPerBatch() {
    return MESSAGES;
  }

  /** A session that knows Delta, on loopback, with all cores. */
  SparkSession session() {
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
