package io.tidemark.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.ShutdownHookManager;

/** A Spark session of this process, for commands that only read. */
public final class LocalSpark {
  private LocalSpark() {}

  /** A session that knows Delta, on loopback, with a catalogue in memory. */
  public static SparkSession session(String name) {
    String warehouse = warehouse();
    return SparkSession.builder()
        .appName(name)
        .master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.jsonGenerator.ignoreNullFields", "false")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.sql.warehouse.dir", warehouse)
        .getOrCreate();
  }

  /** Spark makes a folder for each database; they go with the process. */
  private static String warehouse() {
    try {
      Path folder = Files.createTempDirectory("tidemark-warehouse-");
      ShutdownHookManager.registerShutdownDeleteDir(folder.toFile());
      return folder.toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a temporary folder", e);
    }
  }
}
