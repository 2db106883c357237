package io.tidemark.quarantine;

import io.tidemark.quarantine.QuarantineRequest.Action;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quarantine discard}: refused events are given up. */
@Command(
    name = "discard",
    description = {
      "Have the running job give the refused events up and apply what waits behind them. The tables"
          + " are stale from then on, until ./tidemark repair has proven them right.",
      "The events stay in system.quarantine."
    },
    footer = {
      "%nExit codes: 0 done, 1 some were refused again, or the job has not done it yet, 2 wrong"
          + " usage or configuration."
    },
    mixinStandardHelpOptions = true)
public final class QuarantineDiscardCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RequestOptions options;

  @Option(names = "--all", description = "Those of all tables.")
  private boolean all;

  @Override
  public Integer call() {
    boolean some = !options.tables().isEmpty() || options.at().isPresent();
    if (some == all) {
      throw new ParameterException(
          spec.commandLine(), "Say which events are to be given up: TABLE, --at, or --all");
    }
    return new Requester(options, spec.commandLine()).run(Action.DISCARD);
  }
}
