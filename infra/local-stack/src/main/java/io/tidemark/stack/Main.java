package io.tidemark.stack;

import io.tidemark.stack.command.DownCommand;
import io.tidemark.stack.command.StatusCommand;
import io.tidemark.stack.command.UpCommand;
import io.tidemark.stack.demo.DemoCommand;
import io.tidemark.stack.report.StackFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands that start, stop and show the local stack. */
@Command(
    name = "tidemark",
    description = "A real PostgreSQL, Kafka and Debezium on this machine.",
    subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class, DemoCommand.class},
    mixinStandardHelpOptions = true)
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    line.getSubcommands()
        .values()
        .forEach(sub -> sub.getCommandSpec().mixinStandardHelpOptions(true));
    line.setExecutionExceptionHandler(
        (exception, command, parsed) -> {
          if (exception instanceof StackFailure) {
            command.getErr().println(exception.getMessage());
            return 1;
          }
          throw exception;
        });
    return line;
  }
}
