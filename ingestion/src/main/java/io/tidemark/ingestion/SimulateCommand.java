package io.tidemark.ingestion;

import io.tidemark.ingestion.database.DatabaseOptions;
import io.tidemark.ingestion.simulate.Mix;
import io.tidemark.ingestion.simulate.Simulation;
import io.tidemark.ingestion.simulate.SimulationReport;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Keeps the database busy. */
@Command(
    name = "simulate",
    description = {
      "Inserts, updates and deletes at a steady rate from concurrent sessions.",
      "A change is one changed row of any table: a new payment is three (the payment and two"
          + " balances). The mix says what is done to payments and customers; the balances follow."
          + " The same random seed on the same contents gives the same statements."
    },
    mixinStandardHelpOptions = true,
    footer = Main.EXIT_CODES)
final class SimulateCommand implements Callable<Integer> {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  @Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private DatabaseOptions options;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "100",
      description = "Rows changed in a second, over all tables (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(
      names = "--mix",
      paramLabel = "MIX",
      defaultValue = "insert=60,update=30,delete=10",
      description = "Weights of the operations (default: ${DEFAULT-VALUE}).")
  private String mix;

  @Option(
      names = "--for",
      paramLabel = "D",
      description = "How long, as 500ms, 60s, 5m or 1h (default: until Ctrl-C).")
  private String length;

  @Option(
      names = "--random-seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "Any number (default: ${DEFAULT-VALUE}).")
  private long randomSeed;

  @Option(
      names = "--sessions",
      paramLabel = "N",
      defaultValue = "4",
      description = "Concurrent sessions (default: ${DEFAULT-VALUE}).")
  private int sessions;

  @Option(
      names = "--dry-run",
      description = "Print the statements, by the time they are due; change nothing. Needs --for.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the report as one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    Simulation simulation = new Simulation(options.database(), settings());
    if (dryRun) {
      PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
      simulation.dryRun(step -> out.print(step.text()));
      out.flush();
      return 0;
    }
    CountDownLatch finished = new CountDownLatch(1);
    int[] code = {1};
    Thread hook = new Thread(() -> end(simulation, finished, code), "end");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      SimulationReport report = simulation.run();
      System.out.println(json ? Main.json(report) : report.text());
      System.out.flush();
      code[0] = 0;
    } finally {
      finished.countDown();
    }
    return code[0];
  }

  /** On Ctrl-C or SIGTERM: ends the sessions, waits for the report, and exits with its code. */
  private static void end(Simulation simulation, CountDownLatch finished, int[] code) {
    if (finished.getCount() == 0) {
      return;
    }
    simulation.stop();
    try {
      // Longer than a transaction takes, shorter than it takes a person to lose patience.
      finished.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code[0]);
  }

  private Simulation.Settings settings() {
    if (dryRun && length == null) {
      throw new ParameterException(
          spec.commandLine(), "--dry-run needs --for, or it would print for ever.");
    }
    try {
      return new Simulation.Settings(
          rate, Mix.parse(mix), length == null ? null : duration(length), randomSeed, sessions);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "Wrong value: " + e.getMessage() + ".", e);
    }
  }

  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text.toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "--for \"" + text + "\" is no duration; write 500ms, 60s, 5m or 1h");
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }
}
