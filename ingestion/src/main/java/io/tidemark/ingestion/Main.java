package io.tidemark.ingestion;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.ingestion.database.DatabaseFault;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Spec;

/** Entry point of the module: dispatches to a command and turns its failure into an exit code. */
@Command(
    name = "ingestion",
    description = "Fills a PostgreSQL database with simulated payments.",
    mixinStandardHelpOptions = true,
    subcommands = {MigrateCommand.class, SeedCommand.class, SimulateCommand.class})
public final class Main implements Runnable {
  static final String EXIT_CODES = "Exit codes: 0 done, 1 failed, 2 wrong usage.";

  @Spec private CommandLine.Model.CommandSpec spec;

  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** Runs one command and returns its exit code. */
  static int execute(String... args) {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof DatabaseFault fault) {
                command.getErr().println("error: " + fault.getMessage());
                command.getErr().flush();
                return 1;
              }
              throw failure;
            })
        .execute(args);
  }

  /** One line of JSON for machines. */
  static String json(Object report) {
    try {
      return new ObjectMapper().writeValueAsString(report);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(), "Say what to do: migrate, seed or simulate.");
  }
}
