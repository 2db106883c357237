package io.tidemark.bench.peer.spark;

import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Kept by MERGE. */
final class IcebergTable implements MirrorTable {
  private static final String CATALOG = "spark.sql.catalog.lake";
  private final Path output;

  IcebergTable(Path output) {
    this.output = output;
  }

  @Override
  public Map<String, String> session() {
    return Map.of(
        "spark.sql.extensions",
        "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        CATALOG,
        "org.apache.iceberg.spark.SparkCatalog",
        CATALOG + ".type",
        "hadoop",
        CATALOG + ".warehouse",
        output.resolve("warehouse").toUri().toString());
  }

  @Override
  public void create(SparkSession session) {
    session.sql(
        """
        create table lake.mirror.orders (
          id string not null, customer_id bigint, status string, amount decimal(12, 2),
          note string, created_at timestamp, updated_at timestamp)
        using iceberg
        tblproperties (
          'format-version' = '3',
          'write.merge.mode' = 'merge-on-read',
          'write.merge.distribution-mode' = 'none')
        """);
  }

  @Override
  public void upsert(Dataset<Row> changes) {
    changes.createOrReplaceTempView("changes");
    changes
        .sparkSession()
        .sql(
            """
            merge into lake.mirror.orders t
            using (
              select * from (
                select *, row_number() over (partition by id order by position desc) as nth
                from changes)
              where nth = 1
            ) c
            on t.id = c.id
            when matched and c.deleted then delete
            when matched then update set *
            when not matched and not c.deleted then insert *
            """);
  }

  @Override
  public Dataset<Row> rows(SparkSession session) {
    return session.table("lake.mirror.orders");
  }
}
