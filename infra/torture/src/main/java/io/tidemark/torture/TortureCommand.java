package io.tidemark.torture;

import io.tidemark.torture.plan.FaultKind;
import io.tidemark.torture.plan.Plan;
import io.tidemark.torture.plan.PlanMaker;
import io.tidemark.torture.sabotage.Sabotage;
import io.tidemark.torture.system.Children;
import io.tidemark.torture.system.Tidemark;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
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
          + " the stack failed), or wrong usage, 130 and 143 stopped by a signal."
    },
    mixinStandardHelpOptions = true)
final class TortureCommand implements Callable<Integer> {
  @Option(
      names = "--seed",
      required = true,
      converter = Seeds.Converter.class,
      paramLabel = "SEEDS",
      description =
          "The same seed makes the same plan. Several, such as 1..30 or 1..3,7, run one after"
              + " another.")
  private Seeds seeds;

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
      description = "Where the report goes, as JSON (default: report.json beside the homes).")
  private Path report;

  @Option(
      names = "--faults",
      split = ",",
      paramLabel = "KIND",
      description =
          "Choose only from these: ${COMPLETION-CANDIDATES} (default: all that lose no changes, and"
              + " in every fifth seed, as its last, one of the others: from DROP_SLOT on).")
  private Set<FaultKind> faults;

  @Option(
      names = "--sabotage",
      paramLabel = "NAME",
      description =
          "Switch off one protection of the job, to see that a property fails:"
              + " ${COMPLETION-CANDIDATES}.")
  private Sabotage sabotage;

  @Option(names = "--fail-fast", description = "Run no further seed after one that is not clean.")
  private boolean failFast;

  @Option(names = "--plan-only", description = "Print the plans and do nothing.")
  private boolean planOnly;

  private volatile Optional<Torture> running = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::leaveNothing, "end of the run"));
    Path homes = Path.of(System.getenv("TIDEMARK_HOME"));
    Path file = report == null ? homes.resolve("report.json") : report.toAbsolutePath();
    Series series = new Series();
    for (long seed : seeds.all()) {
      Plan plan = plan(seed);
      if (planOnly) {
        System.out.println(plan.toJson());
        continue;
      }
      Report run = run(plan, homes);
      series.add(run);
      series.write(file);
      run.print(System.out);
      say(run.line());
      if (failFast && run.exitCode() != 0) {
        break;
      }
    }
    return planOnly ? 0 : end(series, file);
  }

  private Plan plan(long seed) {
    if (faults != null) {
      return PlanMaker.make(seed, length.toMillis(), EnumSet.copyOf(faults));
    }
    Set<FaultKind> possible = FaultKind.harmless();
    if (!SmallDisk.possible()) {
      possible.remove(FaultKind.FULL_DISK);
    }
    return PlanMaker.makeDefault(seed, length.toMillis(), possible);
  }

  private Report run(Plan plan, Path homes) throws IOException {
    Path repository = Path.of(System.getProperty("tidemark.repository"));
    Path home = homes.resolve("seed-" + plan.seed());
    Path logs = empty(home.resolveSibling("seed-" + plan.seed() + "-log"));
    String flags = sabotage == null ? "" : sabotage.flag(repository);
    Tidemark tidemark = new Tidemark(repository, home, logs, flags);
    running = Optional.of(new Torture(plan, tidemark, TortureCommand::say));
    Report run = running.get().run();
    running = Optional.empty();
    if (sabotage != null && !sabotage.done(logs)) {
      run.doubt("the sabotage " + sabotage + " was not done");
    }
    return run;
  }

  /** Nothing is left running, also when a signal ends this. */
  private void leaveNothing() {
    Children.killForGood();
    running.ifPresent(Torture::endAll);
  }

  private static int end(Series series, Path file) {
    System.out.printf(
        "%d clean, %d failed, %d could not tell; faults that hit: %s%nreport: %s%n",
        series.ended(0), series.ended(1), series.ended(2), series.hits(), file);
    return series.exitCode();
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
