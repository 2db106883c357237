package io.tidemark.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.bench.run.Bench;
import io.tidemark.bench.run.CatchUp;
import io.tidemark.bench.run.Cleanup;
import io.tidemark.bench.run.Figures;
import io.tidemark.bench.run.Growth;
import io.tidemark.bench.run.Latency;
import io.tidemark.bench.run.Lineup;
import io.tidemark.bench.run.Picture;
import io.tidemark.bench.run.Processes;
import io.tidemark.stack.report.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: Tidemark and others on the same changes. */
@Command(
    name = "bench",
    description = {
      "How fast Tidemark is, beside others on the same changes and the same machine; their tables"
          + " are read back and compared.",
      "What is measured, and how each contender is set: infra/bench/README.md."
    },
    footer = {
      "%nExit codes: 0 measured and every table right, 1 something failed or a table is wrong,"
          + " 2 wrong usage, 130 and 143 stopped by a signal."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final long EVENTS = 1_000_000;
  private static final long QUICK_EVENTS = 200_000;
  private static final long LARGE_TABLE = 10_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What can be measured. */
  enum Part {
    CATCH_UP,
    GROWTH,
    LATENCY,
    MANY_TABLES;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Spec private CommandSpec spec;

  @Option(
      names = "--parts",
      split = ",",
      paramLabel = "PART",
      description = "Only these: ${COMPLETION-CANDIDATES} (default: all).")
  private Set<Part> parts = EnumSet.allOf(Part.class);

  @Option(names = "--quick", description = "Only catch-up, with 200,000 changes.")
  private boolean quick;

  @Option(names = "--json", description = "End stdout with all figures as one JSON object.")
  private boolean json;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Catch up with so many changes (default: 1,000,000).")
  private Long events;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Let each contender catch up so often and take the median (default: 1).")
  private int runs = 1;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "Rows of growth's large table (default: 10,000,000).")
  private long rows = LARGE_TABLE;

  @Option(
      names = "--peers",
      description = "Other systems too: Paimon, Iceberg, Hudi. Fetches a gigabyte the first time.")
  private boolean peers;

  @Option(
      names = "--contenders",
      split = ",",
      paramLabel = "NAME",
      description = "Only these catch up, in this order; else all that are built.")
  private List<String> contenders;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Where the broker, the tables and the logs lie (default: target/bench).")
  private Path home;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the JSON object there too.")
  private Path report;

  @Option(
      names = "--picture",
      paramLabel = "FILE",
      description = "Draw what the contenders took to catch up, as a PNG.")
  private Path picture;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path repository = Path.of(System.getProperty("tidemark.repository", "."));
    Lineup lineup = new Lineup(repository, peers);
    List<String> chosen = chosen(lineup);
    long changes = events();
    atLeast("--runs", 1, runs);
    atLeast("--rows", Growth.SMALL, rows);
    Path folder = folder();
    Cleanup cleanup = Cleanup.atExit();
    Processes processes = cleanup.add(new Processes(folder.resolve("log")));
    Bench bench =
        new Bench(repository, folder, lineup, processes, cleanup, new Progress(System.err));
    ObjectNode all = machine();
    boolean good = true;
    for (Part part : quick ? EnumSet.of(Part.CATCH_UP) : EnumSet.copyOf(parts)) {
      Figures figures =
          switch (part) {
            case CATCH_UP -> new CatchUp(bench, changes, runs).run(chosen);
            case GROWTH -> new Growth(bench, rows).run();
            case LATENCY -> new Latency(bench).run();
            case MANY_TABLES -> new Latency(bench).runManyTables();
          };
      System.out.print(figures.text());
      all.setAll(figures.json());
      good &= figures.good();
    }
    return tell(all, good);
  }

  private int tell(ObjectNode all, boolean good) throws IOException {
    if (report != null) {
      Files.writeString(report, all.toPrettyString() + "\n");
    }
    if (picture != null) {
      Picture.write(all, picture);
    }
    if (json) {
      System.out.println(all);
    }
    return good ? 0 : 1;
  }

  private static ObjectNode machine() {
    ObjectNode all = JSON.createObjectNode();
    all.putObject("machine")
        .put("cores", Runtime.getRuntime().availableProcessors())
        .put("java", System.getProperty("java.version"))
        .put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    return all;
  }

  private List<String> chosen(Lineup lineup) {
    if (contenders == null) {
      return lineup.names();
    }
    for (String name : contenders) {
      if (!lineup.names().contains(name)) {
        throw new ParameterException(
            spec.commandLine(), "'%s' is none of %s".formatted(name, lineup.names()));
      }
    }
    return contenders;
  }

  private long events() {
    if (events == null) {
      return quick ? QUICK_EVENTS : EVENTS;
    }
    atLeast("--events", 1, events);
    return events;
  }

  private void atLeast(String option, long least, long value) {
    if (value < least) {
      throw new ParameterException(
          spec.commandLine(), "%s needs a number from %,d on".formatted(option, least));
    }
  }

  private Path folder() {
    String named = System.getenv("TIDEMARK_HOME");
    Path folder = home != null ? home : Path.of(named == null ? "target/bench" : named);
    return folder.toAbsolutePath().normalize();
  }
}
