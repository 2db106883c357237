package io.tidemark.bench.peer.spark;

import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table format's mirror of {@code public.orders}. */
interface MirrorTable {
  /** What the session needs for this format. */
  Map<String, String> session();

  /** Make it, empty. */
  void create(SparkSession session);

  /**
   * Bring a micro-batch into it.
   *
   * @param changes the columns of {@link OrderChanges}, any number of changes of a key
   */
  void upsert(Dataset<Row> changes);

  /** Its rows; the columns of {@code public.orders} are among theirs. */
  Dataset<Row> rows(SparkSession session);
}
