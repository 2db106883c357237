package io.tidemark.bench.peer.spark;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.contract.Contender;
import io.tidemark.bench.contract.Measurement;
import io.tidemark.bench.contract.OrderSum;
import java.util.Arrays;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;

/** Entry point of the modules on Spark: {@code --contender} names the one to be. */
public final class Main implements Contender {
  private static final String OPTION = "--contender";
  private static final int CORES = 2;

  /** In a micro-batch, as the bench's own MERGE has it. */
  private static final long MESSAGES = 200_000;

  private final String name;

  private Main(String name) {
    this.name = name;
  }

  public static void main(String[] args) {
    int option = Arrays.asList(args).indexOf(OPTION);
    if (option < 0 || option + 1 == args.length) {
      throw new IllegalArgumentException(OPTION + " is missing");
    }
    Contender.main(new Main(args[option + 1]), args);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Measurement catchUp(Assignment assignment) throws Exception {
    MirrorTable table = table(assignment);
    SparkSession session = session(table);
    table.create(session);
    VoidFunction2<Dataset<Row>, Long> upsert = (changes, id) -> table.upsert(changes);
    Measurement measurement = Measurement.begin();
    OrderChanges.stream(session, assignment, MESSAGES)
        .writeStream()
        .foreachBatch(upsert)
        .option("checkpointLocation", assignment.output().resolve("checkpoint").toString())
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
    measurement.end();
    return measurement;
  }

  @Override
  public OrderSum read(Assignment assignment) {
    MirrorTable table = table(assignment);
    return OrderChanges.sum(table.rows(session(table)));
  }

  private MirrorTable table(Assignment assignment) {
    return switch (name) {
      case "iceberg-spark" -> new IcebergTable(assignment.output());
      case "hudi-cow" -> new HudiTable(assignment.output(), HudiTable.Kind.COPY_ON_WRITE);
      case "hudi-mor" -> new HudiTable(assignment.output(), HudiTable.Kind.MERGE_ON_READ);
      default -> throw new IllegalArgumentException("'" + name + "' is no contender on Spark");
    };
  }

  private static SparkSession session(MirrorTable table) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("tidemark-bench")
            .master("local[" + CORES + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.datetime.java8API.enabled", "true")
            .config("spark.sql.shuffle.partitions", CORES);
    table.session().forEach(builder::config);
    SparkSession session = builder.getOrCreate();
    session.sparkContext().setLogLevel("WARN");
    return session;
  }
}
