package io.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.ConfigFile;
import io.tidemark.config.PipelineConfig;
import io.tidemark.delta.Sparks;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job whose Kafka nobody can reach: had it begun, it would fail. */
class JobStopIT {
  @Test
  void aJobThatIsStoppedBeforeItRunsStartsNoQuery(@TempDir Path folder) throws Exception {
    PipelineConfig config =
        ConfigFile.parse(
            """
            source:
              kafka: {bootstrap-servers: "127.0.0.1:1", topic-prefix: p}
            lake: {path: "%s"}
            """
                .formatted(folder.resolve("lake")),
            "test",
            Map.of());
    SparkSession spark = Sparks.session();
    try (Job job = new Job(spark, config, entry -> {})) {
      job.stop();
      job.run(false);
      assertThat(spark.streams().active()).isEmpty();
    }
  }
}
