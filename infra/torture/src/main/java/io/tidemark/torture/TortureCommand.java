package io.tidemark.torture;

import io.tidemark.torture.plan.FaultKind;
import io.tidemark.torture.plan.Plan;
import io.tidemark.torture.plan.PlanMaker;
import io.tidemark.torture.system.Tidemark;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code torture}: break the system under load and see whether it keeps its promises. */
@Command(
    name = "torture",
    description = {
      "Make a plan from a seed, carry it out on a local stack of its own, break things meanwhile,"
          + " and compare the lake with what PostgreSQL itself remembers.",
      "The stack lies in --home (a folder for each seed); it is stopped in the end, and its data"
          + " is kept if a property failed."
    },
    footer = {
      "%nExit codes: 0 every property holds, 1 one failed, 2 could not tell (a fault did not hit,"
          + " the stack failed), or wrong usage."
    },
    mixinStandardHelpOptions = true)
final class TortureCommand implements Callable<Integer> {
  @Option(names = "--seed", required = true, description = "The same seed makes the same plan.")
  private long seed;

  @Option(
      names = "--for",
      defaultValue = "60s",
      converter = Seconds.class,
      paramLabel = "TIME",
      description =
          "How long the database is busy, such as 60s or 5m (default: ${DEFAULT-VALUE}). The run"
              + " takes longer, as faults take their time.")
  private Duration length;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Where the report goes, as JSON (default: report.json in the home).")
  private Path report;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "KIND",
      description = "Choose only from these: ${COMPLETION-CANDIDATES}.")
  private Set<FaultKind> faults;

  @Option(names = "--plan-only", description = "Print the plan and do nothing.")
  private boolean planOnly;

  @Override
  public Integer call() throws IOException {
    Set<FaultKind> allowed =
        faults == null ? EnumSet.allOf(FaultKind.class) : EnumSet.copyOf(faults);
    if (faults == null && !SmallDisk.possible()) {
      allowed.remove(FaultKind.FULL_DISK);
    }
    Plan plan = PlanMaker.make(seed, length.toMillis(), allowed);
    if (planOnly) {
      System.out.println(plan.toJson());
      return 0;
    }
    Path repository = Path.of(System.getProperty("tidemark.repository"));
    Path home = Path.of(System.getenv("TIDEMARK_HOME")).resolve("seed-" + seed);
    Path logs = empty(home.resolveSibling("seed-" + seed + "-log"));
    Tidemark tidemark = new Tidemark(repository, home, logs);
    Report verdict = new Torture(plan, tidemark, TortureCommand::say).run();
    Path file = report == null ? logs.resolve("report.json") : report.toAbsolutePath();
    verdict.write(file);
    verdict.print(System.out);
    System.out.println("report: " + file);
    return verdict.exitCode();
  }

  /** The logs of an earlier run with this seed would be taken for this one's. */
  private static Path empty(Path folder) throws IOException {
    Files.createDirectories(folder);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    return folder;
  }

  private static void say(String line) {
    System.err.println("torture: " + line);
  }

  /** {@code 60s}, {@code 5m}. */
  static final class Seconds implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
      } catch (java.time.DateTimeException e) {
        throw new TypeConversionException("'" + text + "' is no time, such as 60s or 5m");
      }
    }
  }
}
