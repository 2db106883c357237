package io.tidemark.bench;

import io.tidemark.bench.run.Comparison;
import io.tidemark.bench.run.Lineup;
import io.tidemark.bench.run.Processes;
import io.tidemark.bench.run.Result;
import io.tidemark.bench.run.Runner;
import io.tidemark.bench.topic.Broker;
import io.tidemark.bench.topic.RecordedTopic;
import io.tidemark.bench.topic.Recorder;
import io.tidemark.stack.report.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench}: Tidemark and others on the same recorded topic. */
@Command(
    name = "bench",
    description = {
      "Write a topic of changes once, then let each contender catch up with it, one after another,"
          + " in a process of its own; read its table back and compare.",
      "What is measured, and how each contender is set: infra/bench/README.md."
    },
    footer = {
      "%nExit codes: 0 measured and every table right, 1 a contender failed or its table is wrong,"
          + " 2 wrong usage, 130 and 143 stopped by a signal."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final long EVENTS = 1_000_000;
  private static final long QUICK_EVENTS = 200_000;
  private static final long SEED = 42;

  @Spec private CommandSpec spec;

  @Option(names = "--quick", description = "200,000 changes instead of a million.")
  private boolean quick;

  @Option(names = "--json", description = "End stdout with all figures as one JSON object.")
  private boolean json;

  @Option(names = "--events", paramLabel = "N", description = "So many changes.")
  private Long events;

  @Option(
      names = "--contenders",
      split = ",",
      paramLabel = "NAME",
      description = "Only these, in this order; else all that are built.")
  private List<String> contenders;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Where the broker, the tables and the logs lie (default: target/bench).")
  private Path home;

  @Option(names = "--report", paramLabel = "FILE", description = "Write the JSON object there too.")
  private Path report;

  private final Processes processes = new Processes();
  private final Progress progress = new Progress(System.err);

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path repository = Path.of(System.getProperty("tidemark.repository", "."));
    Lineup lineup = new Lineup(repository);
    List<String> chosen = chosen(lineup);
    Path folder = folder();
    Comparison comparison;
    try (Broker broker = Broker.start(folder.resolve("broker"), repository, progress)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> leaveNothing(broker), "end"));
      Recorder recorder = new Recorder(broker.address(), folder.resolve("topic.json"), this::say);
      RecordedTopic topic = recorder.record(SEED, events());
      Runner runner = new Runner(lineup, folder, processes, this::say);
      List<Result> results = new ArrayList<>();
      for (String contender : chosen) {
        results.add(runner.run(contender, broker.address(), topic));
      }
      comparison = new Comparison(SEED, events(), results);
    }
    return tell(comparison);
  }

  private int tell(Comparison comparison) throws IOException {
    System.out.print(comparison.table());
    if (report != null) {
      Files.writeString(report, comparison.toJson().toPrettyString() + "\n");
    }
    if (json) {
      System.out.println(comparison.toJson());
    }
    return comparison.good() ? 0 : 1;
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
    if (events <= 0) {
      throw new ParameterException(spec.commandLine(), "--events needs a number above 0");
    }
    return events;
  }

  private Path folder() {
    String named = System.getenv("TIDEMARK_HOME");
    Path folder = home != null ? home : Path.of(named == null ? "target/bench" : named);
    return folder.toAbsolutePath().normalize();
  }

  /** Also when a signal ends this. */
  private void leaveNothing(Broker broker) {
    processes.close();
    broker.close();
  }

  private void say(String line) {
    progress.say("bench", line);
  }
}
