package io.tidemark.quarantine;

import io.tidemark.cli.ConfigOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarantine}: the events that could not be applied, and what waits behind them. */
@Command(
    name = "quarantine",
    description = {
      "Events that could not be applied, and later ones of their rows, which wait behind them.",
      "Without a subcommand they are listed."
    },
    subcommands = {
      QuarantineListCommand.class,
      QuarantineRetryCommand.class,
      QuarantineDiscardCommand.class
    },
    footer = {
      "%nThe bytes are in system.quarantine (./tidemark query).",
      "%nExit codes: 0 done, 1 failed, or not all are applied, 2 wrong usage or configuration."
    },
    mixinStandardHelpOptions = true)
public final class QuarantineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(names = "--limit", description = "See quarantine list.", defaultValue = "100")
  private int limit;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Override
  public Integer call() {
    new Listing(config.load(), limit, json)
        .print(java.util.Set.of(), false, spec.commandLine().getOut());
    return 0;
  }
}
