package io.tidemark.bench.peer.paimon;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Flink's settings; README.md says why each of them. */
final class FlinkSettings {
  private static final int CHECKPOINTS_AT_ONCE = 3;
  private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(10);

  private FlinkSettings() {}

  static Configuration of(Path output) {
    Configuration settings = new Configuration();
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_EVERY);
    settings.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, CHECKPOINTS_AT_ONCE);
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        output.resolve("checkpoints").toUri().toString());
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
    return settings;
  }
}
