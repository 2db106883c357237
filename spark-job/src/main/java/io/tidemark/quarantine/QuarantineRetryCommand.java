package io.tidemark.quarantine;

import io.tidemark.quarantine.QuarantineRequest.Action;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quarantine retry}: events are tried once more, in their order. */
@Command(
    name = "retry",
    description = {
      "Have the running job decode the events anew and apply them with all that waits behind them,"
          + " in the order in which the source made them.",
      "Of a table that is held because its shape changed, this accepts the new shape."
    },
    footer = {
      "%nExit codes: 0 all are applied, 1 some were refused again, or the job has not done it yet,"
          + " 2 wrong usage or configuration."
    },
    mixinStandardHelpOptions = true)
public final class QuarantineRetryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private RequestOptions options;

  @Override
  public Integer call() {
    return new Requester(options, spec.commandLine()).run(Action.RETRY);
  }
}
