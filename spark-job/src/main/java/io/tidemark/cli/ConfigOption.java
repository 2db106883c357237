package io.tidemark.cli;

import io.tidemark.config.ConfigFile;
import io.tidemark.config.PipelineConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code --config}: which configuration a command works with. */
public final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration (default: ${DEFAULT-VALUE}).",
      defaultValue = "${env:TIDEMARK_CONFIG:-pipeline.yaml}")
  private Path file;

  /** For a command that is called from code. */
  public static ConfigOption of(Path file) {
    ConfigOption option = new ConfigOption();
    option.file = file;
    return option;
  }

  /** The configuration, from the file and the environment. */
  public PipelineConfig load() {
    return ConfigFile.load(file, System.getenv());
  }

  /** Whether the file is there. */
  public boolean exists() {
    return Files.isRegularFile(file);
  }
}
