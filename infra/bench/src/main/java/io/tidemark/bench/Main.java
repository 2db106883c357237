package io.tidemark.bench;

import picocli.CommandLine;

/** Entry point of the module. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new BenchCommand())
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  if (failure instanceof io.tidemark.stack.report.StackFailure) {
                    command.getErr().println("tidemark: " + failure.getMessage());
                  } else {
                    failure.printStackTrace(command.getErr());
                  }
                  return 1;
                })
            .execute(args));
  }
}
