package io.tidemark.bench.contender;

import io.tidemark.bench.contract.Assignment;
import io.tidemark.bench.contract.Contender;
import io.tidemark.bench.contract.Measurement;
import io.tidemark.bench.contract.OrderSum;
import io.tidemark.bench.topic.RecordedTopic;
import io.tidemark.config.ConfigFile;
import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.TableId;
import io.tidemark.lake.LakeLayout;
import io.tidemark.stream.Job;
import io.tidemark.stream.RunCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/**
 * {@code tidemark}: the job as {@code ./tidemark run --once} runs it, with a configuration that
 * names Kafka and the lake and nothing else. All defaults: the change log is written, every message
 * accounted for, micro-batches are cut where transactions end.
 */
public final class TidemarkContender implements Contender {
  private static final TableId ORDERS = new TableId("public", "orders");

  public static void main(String[] arguments) {
    Contender.main(new TidemarkContender(), arguments);
  }

  @Override
  public String name() {
    return "tidemark";
  }

  @Override
  public Measurement catchUp(Assignment assignment) throws Exception {
    PipelineConfig config = config(assignment);
    SparkSession session = RunCommand.session(config);
    Measurement measurement = Measurement.begin();
    try (Job job =
        new Job(
            session,
            config,
            entry ->
                System.err.printf(
                    "micro-batch %d: %d changes, %d ms%n",
                    entry.batchId(),
                    entry.changes(),
                    (entry.committedAtMicros() - entry.startedAtMicros()) / 1000))) {
      job.run(true);
      measurement.end();
    }
    return measurement;
  }

  /** Kafka and the lake, and nothing else. */
  static PipelineConfig config(Assignment assignment) {
    String yaml =
        """
        source:
          kafka:
            bootstrap-servers: %s
            topic-prefix: %s
        lake:
          path: %s
        """
            .formatted(assignment.bootstrap(), RecordedTopic.PREFIX, lake(assignment));
    return ConfigFile.parse(yaml, "the bench's configuration", Map.of());
  }

  @Override
  public OrderSum read(Assignment assignment) throws IOException {
    return OrderTable.sum(session -> session.read().format("delta").load(mirror(assignment)));
  }

  /** Where the mirror lies. */
  static String mirror(Assignment assignment) {
    return new LakeLayout(lake(assignment).toString()).mirror(ORDERS);
  }

  private static Path lake(Assignment assignment) {
    return assignment.output().resolve("lake");
  }
}
