package io.tidemark.bench.contender;

import io.tidemark.bench.contract.OrderSum;
import io.tidemark.cli.LocalSpark;
import java.io.IOException;
import java.util.Iterator;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A table of {@code public.orders} as Spark reads it. */
final class OrderTable {
  private OrderTable() {}

  /** Its rows, with columns of those names and the types of a mirror; others are passed over. */
  static OrderSum sum(Function<SparkSession, Dataset<Row>> table) throws IOException {
    try (SparkSession session = LocalSpark.session("bench")) {
      OrderSum sum = new OrderSum();
      Iterator<Row> rows =
          table
              .apply(session)
              .selectExpr(
                  "id",
                  "customer_id",
                  "status",
                  "cast(amount * 100 as bigint)",
                  "note",
                  "unix_micros(created_at)",
                  "unix_micros(updated_at)")
              .toLocalIterator();
      while (rows.hasNext()) {
        Row row = rows.next();
        sum.add(
            row.getString(0),
            row.getLong(1),
            row.getString(2),
            row.getLong(3),
            row.getString(4),
            row.getLong(5),
            row.getLong(6));
      }
      return sum;
    }
  }
}
