package io.tidemark.quarantine;

import io.tidemark.cli.ConfigOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quarantine list}: what waits, and why. */
@Command(
    name = "list",
    description = "List the events that wait in the quarantine, newest last, and why.",
    footer = "%nExit codes: 0 done, 1 failed, 2 wrong usage or configuration.",
    mixinStandardHelpOptions = true)
public final class QuarantineListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Parameters(paramLabel = "TABLE", description = "Only of these, such as orders or sales.orders.")
  private List<String> tables = List.of();

  @Option(names = "--all", description = "Also those that are applied, given up or void by now.")
  private boolean all;

  @Option(
      names = "--limit",
      description = "The newest ones to list (default: ${DEFAULT-VALUE}).",
      defaultValue = "100")
  private int limit;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Override
  public Integer call() {
    Listing listing = new Listing(config.load(), limit, json);
    listing.print(listing.known(tables), all, spec.commandLine().getOut());
    return 0;
  }
}
