package io.tidemark.bench.contender;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.row_number;

import io.delta.tables.DeltaTable;
import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.contract.Contender;
import io.tidemark.bench.contract.Measurement;
import io.tidemark.bench.contract.OrderSum;
import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code merge} and {@code merge-tuned}: Structured Streaming and Delta's MERGE in foreachBatch, as
 * people write it. The last change of each key in a micro-batch is merged into the table. Nothing
 * notices what is sent twice, what can't be read or what has another shape.
 */
public final class MergeContender implements Contender {
  private static final StructType KEY = new StructType().add("id", DataTypes.StringType);
  private static final StructType ROW =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("customer_id", DataTypes.LongType)
          .add("status", DataTypes.StringType)
          .add("amount", DataTypes.StringType)
          .add("note", DataTypes.StringType)
          .add("created_at", DataTypes.StringType)
          .add("updated_at", DataTypes.StringType);
  private static final StructType MESSAGE =
      new StructType()
          .add(
              "payload",
              new StructType()
                  .add("before", KEY)
                  .add("after", ROW)
                  .add("op", DataTypes.StringType)
                  .add("source", new StructType().add("lsn", DataTypes.LongType)));
  private static final Map<String, String> COLUMNS =
      Map.of(
          "id", "s.id",
          "customer_id", "s.after.customer_id",
          "status", "s.after.status",
          "amount", "cast(s.after.amount as decimal(12,2))",
          "note", "s.after.note",
          "created_at", "cast(s.after.created_at as timestamp)",
          "updated_at", "cast(s.after.updated_at as timestamp)");

  private final MergeSettings settings;

  private MergeContender(MergeSettings settings) {
    this.settings = settings;
  }

  public static void main(String[] arguments) {
    Contender.main(new MergeContender(MergeSettings.chosen()), arguments);
  }

  @Override
  public String name() {
    return settings.contender();
  }

  @Override
  public Measurement catchUp(Assignment assignment) throws Exception {
    SparkSession session = settings.start();
    String table = table(assignment);
    Measurement measurement = Measurement.begin();
    settings.create(session, table);
    apply(session, assignment, batch -> merge(session, table, batch));
    measurement.end();
    return measurement;
  }

  /** All changes that the topic holds now and no call before has given to {@code sink}. */
  static void apply(SparkSession session, Assignment assignment, Consumer<Dataset<Row>> sink)
      throws Exception {
    changes(session, assignment)
        .writeStream()
        .foreachBatch((VoidFunction2<Dataset<Row>, Long>) (batch, id) -> sink.accept(batch))
        .option("checkpointLocation", assignment.output().resolve("checkpoint").toString())
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
  }

  private static Dataset<Row> changes(SparkSession session, Assignment assignment) {
    return session
        .readStream()
        .format("kafka")
        .option("kafka.bootstrap.servers", assignment.bootstrap())
        .option("subscribe", assignment.topic())
        .option("startingOffsets", "earliest")
        .option("maxOffsetsPerTrigger", MergeSettings.MESSAGES_PER_BATCH)
        .load()
        .filter(col("value").isNotNull())
        .select(
            col("offset"),
            from_json(col("value").cast("string"), MESSAGE).getField("payload").as("p"))
        .select(
            coalesce(col("p.after.id"), col("p.before.id")).as("id"),
            col("p.op"),
            col("p.source.lsn"),
            col("offset"),
            col("p.after"));
  }

  /** Bring the table at a path to the state after a micro-batch. */
  static void merge(SparkSession session, String table, Dataset<Row> batch) {
    Dataset<Row> latest =
        batch
            .withColumn(
                "nth",
                row_number()
                    .over(
                        Window.partitionBy("id").orderBy(col("lsn").desc(), col("offset").desc())))
            .filter("nth = 1");
    DeltaTable.forPath(session, table)
        .as("t")
        .merge(latest.as("s"), "t.id = s.id")
        .whenMatched("s.op = 'd'")
        .delete()
        .whenMatched()
        .updateExpr(COLUMNS)
        .whenNotMatched("s.op <> 'd'")
        .insertExpr(COLUMNS)
        .execute();
  }

  @Override
  public OrderSum read(Assignment assignment) throws IOException {
    return OrderTable.sum(session -> session.read().format("delta").load(table(assignment)));
  }

  /** Where the table lies. */
  static String table(Assignment assignment) {
    return assignment.output().resolve("orders").toString();
  }
}
