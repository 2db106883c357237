package io.tidemark;

import io.tidemark.doctor.DoctorCommand;
import io.tidemark.error.TidemarkException;
import io.tidemark.ledger.SummaryCommand;
import io.tidemark.quarantine.QuarantineCommand;
import io.tidemark.query.QueryCommand;
import io.tidemark.repair.RepairCommand;
import io.tidemark.snapshot.SnapshotCommand;
import io.tidemark.stream.RunCommand;
import io.tidemark.tail.TailCommand;
import io.tidemark.verify.VerifyCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The job's commands. */
@Command(
    name = "tidemark",
    description = "Keeps a Delta lake equal to a PostgreSQL database, change by change.",
    subcommands = {
      RunCommand.class,
      QueryCommand.class,
      SummaryCommand.class,
      QuarantineCommand.class,
      DoctorCommand.class,
      VerifyCommand.class,
      RepairCommand.class,
      SnapshotCommand.class,
      TailCommand.class
    },
    mixinStandardHelpOptions = true)
public final class Main {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Main() {}

  public static void main(String[] arguments) {
    int code = execute(arguments);
    // A command that ended well may have left Spark's threads; one that failed must say so.
    System.exit(code);
  }

  /** Run a command and give its exit code. */
  static int execute(String... arguments) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof TidemarkException known) {
                command.getErr().println("tidemark: " + known.getMessage());
                return known.kind() == TidemarkException.Kind.CONFIG ? USAGE : FAILED;
              }
              failure.printStackTrace(command.getErr());
              return FAILED;
            })
        .execute(arguments);
  }
}
