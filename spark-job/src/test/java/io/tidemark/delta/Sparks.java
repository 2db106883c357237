package io.tidemark.delta;

import org.apache.spark.sql.SparkSession;

/** The one small Spark session of the tests that read tables back through Spark. */
public final class Sparks {
  private Sparks() {}

  /** The running session, or a new one; it ends with its JVM. */
  public static SparkSession session() {
    SparkSession session =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.shuffle.partitions", "1")
            .config("spark.databricks.delta.snapshotPartitions", "1")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .getOrCreate();
    session.sparkContext().setLogLevel("WARN");
    return session;
  }
}
