package io.tidemark.bench.peer.paimon;

import io.tidemark.bench.contract.Order;
import io.tidemark.bench.contract.OrderSum;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.data.RowData;
import org.apache.paimon.catalog.Catalog;
import org.apache.paimon.catalog.Identifier;
import org.apache.paimon.data.InternalRow;
import org.apache.paimon.flink.FlinkCatalogFactory;
import org.apache.paimon.flink.sink.FlinkSinkBuilder;
import org.apache.paimon.options.Options;
import org.apache.paimon.reader.RecordReader;
import org.apache.paimon.schema.Schema;
import org.apache.paimon.table.Table;
import org.apache.paimon.table.source.ReadBuilder;
import org.apache.paimon.types.DataTypes;

/** The mirror of {@code public.orders}. */
final class OrdersTable {
  private static final Identifier NAME = Identifier.create("mirror", "orders");
  private static final int MICROS = 6;

  /** Not what Paimon does by itself; README.md says why each of them. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "bucket", "2",
          "num-sorted-run.stop-trigger", "2147483647",
          "sort-spill-threshold", "10");

  private final Table table;

  private OrdersTable(Table table) {
    this.table = table;
  }

  /** A new one, empty. */
  static OrdersTable create(Path output) throws Exception {
    Schema schema =
        Schema.newBuilder()
            .column("id", DataTypes.STRING().notNull())
            .column("customer_id", DataTypes.BIGINT())
            .column("status", DataTypes.STRING())
            .column("amount", DataTypes.DECIMAL(12, 2))
            .column("note", DataTypes.STRING())
            .column("created_at", DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(MICROS))
            .column("updated_at", DataTypes.TIMESTAMP_WITH_LOCAL_TIME_ZONE(MICROS))
            .primaryKey("id")
            .options(OPTIONS)
            .build();
    try (Catalog catalog = catalog(output)) {
      catalog.createDatabase(NAME.getDatabaseName(), true);
      catalog.createTable(NAME, schema, false);
    }
    return open(output);
  }

  static OrdersTable open(Path output) throws Exception {
    try (Catalog catalog = catalog(output)) {
      return new OrdersTable(catalog.getTable(NAME));
    }
  }

  private static Catalog catalog(Path output) {
    Options options = new Options();
    options.set("warehouse", output.resolve("warehouse").toUri().toString());
    return FlinkCatalogFactory.createPaimonCatalog(options);
  }

  /** Add a sink for a changelog to its job. */
  void write(DataStream<RowData> changes) {
    new FlinkSinkBuilder(table).forRowData(changes).build();
  }

  OrderSum sum() throws Exception {
    OrderSum sum = new OrderSum();
    ReadBuilder read = table.newReadBuilder();
    try (RecordReader<InternalRow> rows =
        read.newRead().createReader(read.newScan().plan().splits())) {
      rows.forEachRemaining(row -> add(sum, row));
    }
    return sum;
  }

  private static void add(OrderSum sum, InternalRow row) {
    sum.add(
        new Order(
            row.getString(0).toString(),
            row.getLong(1),
            row.getString(2).toString(),
            row.getDecimal(3, 12, 2).toUnscaledLong(),
            row.isNullAt(4) ? null : row.getString(4).toString(),
            row.getTimestamp(5, MICROS).toMicros(),
            row.getTimestamp(6, MICROS).toMicros()));
  }
}
