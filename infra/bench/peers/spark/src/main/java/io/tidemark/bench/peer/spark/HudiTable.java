package io.tidemark.bench.peer.spark;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/** Kept by Hudi's own upsert. */
final class HudiTable implements MirrorTable {
  /** How a file group takes changes. */
  enum Kind {
    COPY_ON_WRITE,
    MERGE_ON_READ
  }

  /** README.md says why each of them. */
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("hoodie.table.name", "orders"),
          Map.entry("hoodie.datasource.write.operation", "upsert"),
          Map.entry("hoodie.datasource.write.recordkey.field", "id"),
          Map.entry("hoodie.table.ordering.fields", "position"),
          Map.entry("hoodie.datasource.write.partitionpath.field", ""),
          Map.entry(
              "hoodie.datasource.write.keygenerator.class",
              "org.apache.hudi.keygen.NonpartitionedKeyGenerator"),
          Map.entry("hoodie.index.type", "BUCKET"),
          Map.entry("hoodie.bucket.index.num.buckets", "4"),
          Map.entry("hoodie.upsert.shuffle.parallelism", "2"),
          Map.entry("hoodie.parquet.compression.codec", "snappy"),
          Map.entry("hoodie.write.markers.type", "DIRECT"),
          Map.entry("hoodie.embed.timeline.server", "false"),
          Map.entry("hoodie.metadata.enable", "false"));

  private final Path folder;
  private final Kind kind;

  HudiTable(Path output, Kind kind) {
    this.folder = output.resolve("orders");
    this.kind = kind;
  }

  @Override
  public Map<String, String> session() {
    return Map.of(
        "spark.sql.extensions", "org.apache.spark.sql.hudi.HoodieSparkSessionExtension",
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.hudi.catalog.HoodieCatalog",
        "spark.serializer", "org.apache.spark.serializer.KryoSerializer",
        "spark.kryo.registrator", "org.apache.spark.HoodieSparkKryoRegistrar");
  }

  @Override
  public void create(SparkSession session) {
    // The first write makes it.
  }

  @Override
  public void upsert(Dataset<Row> changes) {
    changes
        .withColumnRenamed("deleted", "_hoodie_is_deleted")
        .write()
        .format("hudi")
        .mode(SaveMode.Append)
        .option("hoodie.datasource.write.table.type", kind.name())
        .options(OPTIONS)
        .save(folder.toString());
  }

  @Override
  public Dataset<Row> rows(SparkSession session) {
    return session.read().format("hudi").load(folder.toString());
  }
}
