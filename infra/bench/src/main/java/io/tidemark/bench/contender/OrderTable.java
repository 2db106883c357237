package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Order;
import io.tidemark.bench.contract.OrderSum;
import io.tidemark.cli.LocalSpark;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** A table of {@code public.orders} as Spark reads it. */
final class OrderTable {
  private static final StructType PARTS =
      new StructType()
          .add("rows", DataTypes.LongType)
          .add("high", DataTypes.LongType)
          .add("low", DataTypes.LongType);

  private OrderTable() {}

  /** Its rows, with columns of those names and the types of a mirror; others are passed over. */
  static OrderSum sum(Function<SparkSession, Dataset<Row>> table) throws IOException {
    try (SparkSession session = LocalSpark.session("bench")) {
      OrderSum all = new OrderSum();
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
          .mapPartitions((MapPartitionsFunction<Row, Row>) OrderTable::sum, Encoders.row(PARTS))
          .collectAsList()
          .forEach(part -> all.addParts(part.getLong(0), part.getLong(1), part.getLong(2)));
      return all;
    }
  }

  private static Iterator<Row> sum(Iterator<Row> rows) {
    OrderSum sum = new OrderSum();
    while (rows.hasNext()) {
      Row row = rows.next();
      sum.add(
          new Order(
              row.getString(0),
              row.getLong(1),
              row.getString(2),
              row.getLong(3),
              row.getString(4),
              row.getLong(5),
              row.getLong(6)));
    }
    long[] parts = sum.parts();
    return List.of(RowFactory.create(parts[0], parts[1], parts[2])).iterator();
  }
}
