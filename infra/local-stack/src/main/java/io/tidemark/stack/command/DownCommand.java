package io.tidemark.stack.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stop this home's own processes. */
@Command(
    name = "down",
    description = "Stop the processes of this home, and no others. Its data stays.",
    footer = {"", "Exit code: 0 nothing of it is running any more, 1 failed, 2 wrong usage."})
public final class DownCommand implements Callable<Integer> {
  @Mixin private HomeOption home;

  @Option(names = "--wipe", description = "Forget the data too: database, topics, lake, settings.")
  private boolean wipe;

  @Override
  public Integer call() {
    home.stack().down(wipe);
    return 0;
  }
}
