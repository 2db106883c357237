package io.tidemark.bench.peer.spark;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.contract.Order;
import io.tidemark.bench.contract.OrderEvent;
import io.tidemark.bench.contract.OrderEventReader;
import io.tidemark.bench.contract.OrderSum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The recorded topic as rows: the columns of {@code public.orders}, {@code deleted}, and {@code
 * position}, the change's offset. All changes of a key are in one Kafka partition, so the one with
 * the highest offset is the last. Of a deleted row only the id is not null. Tombstones are left
 * out.
 */
final class OrderChanges {
  private static final int MICROS_PER_SECOND = 1_000_000;
  private static final StructType COLUMNS =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("customer_id", DataTypes.LongType)
          .add("status", DataTypes.StringType)
          .add("amount", DataTypes.createDecimalType(12, 2))
          .add("note", DataTypes.StringType)
          .add("created_at", DataTypes.TimestampType)
          .add("updated_at", DataTypes.TimestampType)
          .add("deleted", DataTypes.BooleanType)
          .add("position", DataTypes.LongType);

  private OrderChanges() {}

  /** From the topic's beginning, so many messages in a micro-batch. */
  static Dataset<Row> stream(SparkSession session, Assignment assignment, long messages) {
    return session
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", assignment.bootstrap())
        .option("subscribe", assignment.topic())
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", messages)
        .load()
        .selectExpr("value", "offset")
        .where("value is not null")
        .mapPartitions((MapPartitionsFunction<Row, Row>) Parsed::new, Encoders.row(COLUMNS));
  }

  /** Over the rows of a table. */
  static OrderSum sum(Dataset<Row> rows) {
    OrderSum sum = new OrderSum();
    rows.select("id", "customer_id", "status", "amount", "note", "created_at", "updated_at")
        .toLocalIterator()
        .forEachRemaining(
            row ->
                sum.add(
                    new Order(
                    row.getString(0),
                    row.getLong(1),
                    row.getString(2),
                    row.getDecimal(3).movePointRight(2).longValueExact(),
                    row.getString(4),
                    micros(row.getInstant(5)),
                    micros(row.getInstant(6)))));
    return sum;
  }

  private static long micros(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** One partition's events, parsed as they are asked for. */
  private static final class Parsed implements Iterator<Row> {
    private final OrderEventReader reader = new OrderEventReader();
    private final Iterator<Row> events;

    Parsed(Iterator<Row> events) {
      this.events = events;
    }

    @Override
    public boolean hasNext() {
      return events.hasNext();
    }

    @Override
    public Row next() {
      Row message = events.next();
      OrderEvent event;
      try {
        event = reader.read(message.getAs(0));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      long position = message.getLong(1);
      Order order = event.after();
      if (order == null) {
        return RowFactory.create(event.id(), null, null, null, null, null, null, true, position);
      }
      return RowFactory.create(
          order.id(),
          order.customerId(),
          order.status(),
          BigDecimal.valueOf(order.cents(), 2),
          order.note(),
          timestamp(order.createdMicros()),
          timestamp(order.updatedMicros()),
          false,
          position);
    }

    private static Instant timestamp(long micros) {
      return Instant.ofEpochSecond(
          Math.floorDiv(micros, MICROS_PER_SECOND),
          Math.floorMod(micros, MICROS_PER_SECOND) * 1000L);
    }
  }
}
