package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.contract.Measurement;
import io.tidemark.bench.contract.Order;
import io.tidemark.bench.topic.GrowingTopic;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** MERGE's part of {@link GrowthTrial}; the table is written at once, without Kafka. */
public final class MergeGrowth implements GrowthTrial {
  /** As many as Tidemark's mirror has where the table has 10 million rows. */
  private static final int FILES = 20;

  private static final StructType ROW =
      StructType.fromDDL(
          "id string, customer_id bigint, status string, amount decimal(12,2), note string,"
              + " created_at timestamp, updated_at timestamp");

  private final Assignment assignment;
  private final SparkSession session = MergeSettings.SMALL_BATCHES.start();
  private final String table;
  private BatchCost cost;

  private MergeGrowth(Assignment assignment) {
    this.assignment = assignment;
    this.table = MergeContender.table(assignment);
  }

  public static void main(String[] arguments) {
    Assignment assignment = Assignment.parse(arguments);
    GrowthTrial.main(assignment, new MergeGrowth(assignment));
  }

  @Override
  public void load() {
    MergeSettings.SMALL_BATCHES.create(session, table);
    session
        .range(0, assignment.events(), 1, FILES)
        .map((MapFunction<Long, Row>) MergeGrowth::row, Encoders.row(ROW))
        .write()
        .format("delta")
        .mode("append")
        .save(table);
  }

  private static Row row(long number) {
    Order order = GrowingTopic.loaded(GrowthTrial.SEED, number);
    return RowFactory.create(
        order.id(),
        order.customerId(),
        order.status(),
        BigDecimal.valueOf(order.cents(), 2),
        order.note(),
        time(order.createdMicros()),
        time(order.updatedMicros()));
  }

  private static Timestamp time(long micros) {
    return Timestamp.from(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  @Override
  public BatchCost apply() throws Exception {
    cost = new BatchCost(0, 0);
    MergeContender.apply(
        session,
        assignment,
        batch -> {
          long beganCpu = Measurement.cpu();
          long began = System.nanoTime();
          MergeContender.merge(session, table, batch);
          long micros = (System.nanoTime() - began) / 1000;
          cost = cost.and(new BatchCost(micros, Measurement.cpu() - beganCpu));
        });
    return cost;
  }
}
