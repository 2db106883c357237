package io.tidemark.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.bench.run.Bench;
import io.tidemark.bench.run.CatchUp;
import io.tidemark.bench.run.Cleanup;
import io.tidemark.bench.run.Figures;
import io.tidemark.bench.run.Findings;
import io.tidemark.bench.run.Growth;
import io.tidemark.bench.run.Latency;
import io.tidemark.bench.run.Lineup;
import io.tidemark.bench.run.Picture;
import io.tidemark.bench.run.Processes;
import io.tidemark.bench.run.Recordings;
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
  private static final long LARGE_TABLE = 10_000_000;

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

  @Option(
      names = "--quick",
      description = {
        "All ratios and percentiles in less than half an hour: beside Tidemark only limit, merge"
            + " and paimon, few batches of MERGE, one rate, one number of tables."
      })
  private boolean quick;

  @Option(names = "--json", description = "End stdout with all figures as one JSON object.")
  private boolean json;

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "Catch up with so many changes (default: 1,000,000).")
  private long events = EVENTS;

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
      names = "--no-profile",
      description = "Don't record Tidemark's JVMs: no profiles, no heap of latency's.")
  private boolean unrecorded;

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
    Lineup lineup =
        new Lineup(repository, peers ? Lineup.peers() : quick ? List.of(Lineup.PAIMON) : List.of());
    List<String> chosen = chosen(lineup);
    atLeast("--events", 1, events);
    atLeast("--runs", 1, runs);
    atLeast("--rows", Growth.SMALL, rows);
    Path folder = folder();
    Cleanup cleanup = Cleanup.atExit();
    Processes processes = cleanup.add(new Processes(folder.resolve("log")));
    Progress progress = new Progress(System.err);
    Bench bench =
        new Bench(repository, folder, lineup, processes, recordings(folder), cleanup, progress);
    Findings findings = new Findings();
    for (Part part : EnumSet.copyOf(parts)) {
      List<Figures> found =
          switch (part) {
            case CATCH_UP -> List.of(new CatchUp(bench, events, runs).run(chosen));
            case GROWTH -> List.of(new Growth(bench, rows, quick).run());
            case LATENCY -> new Latency(bench, quick).run();
            case MANY_TABLES -> new Latency(bench, quick).runManyTables();
          };
      for (Figures figures : found) {
        System.out.print(figures.text());
        findings.add(figures);
      }
    }
    tell(findings.toJson());
    return findings.good() ? 0 : 1;
  }

  /** Stacks for flame graphs lie beside the report, if there is one. */
  private Recordings recordings(Path folder) {
    Path recorded = folder.resolve("profile");
    Path stacks = report == null ? recorded : Path.of(report + "-stacks");
    return new Recordings(recorded, stacks, !unrecorded);
  }

  private void tell(ObjectNode all) throws IOException {
    if (report != null) {
      Files.writeString(report, all.toPrettyString() + "\n");
    }
    if (picture != null) {
      Picture.write(all, picture);
    }
    if (json) {
      System.out.println(all);
    }
  }

  private List<String> chosen(Lineup lineup) {
    if (contenders == null) {
      return quick ? Lineup.quick() : lineup.names();
    }
    for (String name : contenders) {
      if (!lineup.names().contains(name)) {
        throw new ParameterException(
            spec.commandLine(), "'%s' is none of %s".formatted(name, lineup.names()));
      }
    }
    return contenders;
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
