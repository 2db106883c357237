package io.tidemark.quarantine;

import io.tidemark.cli.ConfigOption;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code retry} and {@code discard} have in common. */
final class RequestOptions {
  @Mixin private ConfigOption config;

  @Parameters(paramLabel = "TABLE", description = "Only of these, such as orders or sales.orders.")
  private List<String> tables = List.of();

  @Option(
      names = "--at",
      paramLabel = "TOPIC/PARTITION/OFFSET",
      description = "Only this event, as quarantine list names it.")
  private String at;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait for the job to do it (default: ${DEFAULT-VALUE}).",
      defaultValue = "120")
  private long waitSeconds;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  ConfigOption config() {
    return config;
  }

  List<String> tables() {
    return tables;
  }

  Optional<String> at() {
    return Optional.ofNullable(at);
  }

  long waitSeconds() {
    return waitSeconds;
  }

  boolean json() {
    return json;
  }
}
