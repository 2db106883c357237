package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.bench.topic.Broker;
import io.tidemark.bench.topic.RecordedTopic;
import io.tidemark.bench.topic.Recorder;
import io.tidemark.stack.home.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The contenders catch up with the recorded topic, one after another. */
public final class CatchUp {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Name of the profile. */
  private static final String PROFILE = "catch-up";

  private final Bench bench;
  private final long events;
  private final int runs;

  /**
   * Nothing has run yet.
   *
   * @param events changes in the topic
   * @param runs how often each contender runs
   */
  public CatchUp(Bench bench, long events, int runs) {
    this.bench = bench;
    this.events = events;
    this.runs = runs;
  }

  /** Run the contenders of those names, in that order; all of them before any runs again. */
  public Figures run(List<String> contenders) throws IOException, InterruptedException {
    Map<String, List<Result>> results = new LinkedHashMap<>();
    try (Broker broker = bench.broker("broker")) {
      Path note = bench.home().resolve("topic.json");
      Recorder recorder = new Recorder(broker.address(), note, bench::say);
      RecordedTopic topic = recorder.record(Bench.SEED, events);
      for (int run = 0; run < runs; run++) {
        for (String contender : contenders) {
          Result result = run(contender, broker.address(), topic);
          results.computeIfAbsent(contender, name -> new ArrayList<>()).add(result);
        }
      }
    }
    List<Result> medians = results.values().stream().map(Result::median).toList();
    Figures figures = new Comparison(Bench.SEED, events, medians).figures();
    if (results.containsKey(Lineup.TIDEMARK)) {
      bench.recordings().tell(PROFILE, figures.json()); // of the last run
    }
    return figures;
  }

  /** Run one, read its table back, and remove what it wrote. */
  private Result run(String contender, String bootstrap, RecordedTopic topic)
      throws IOException, InterruptedException {
    bench.say(contender + ": runs");
    Path output = bench.home().resolve("output").resolve(contender);
    FileTree.delete(output);
    List<String> command = new ArrayList<>(bench.lineup().command(contender));
    command.addAll(arguments(bootstrap, topic.events(), output));
    try {
      JsonNode measures = bench.processes().ask(contender + "-run", recorded(contender, command));
      Boolean right = null;
      if (!contender.equals(Lineup.CONSUMER)) {
        command.add("--read");
        JsonNode sums = bench.processes().ask(contender + "-read", command);
        right = sums.equals(JSON.readTree(topic.expected()));
        if (!right) {
          bench.say(
              "%s: WRONG, it holds %s instead of %s".formatted(contender, sums, topic.expected()));
        }
      }
      return new Result(contender, topic.events(), measures, right, null);
    } catch (IOException e) {
      bench.say(contender + ": FAILED, " + e.getMessage());
      return new Result(contender, topic.events(), null, null, e.getMessage());
    } finally {
      FileTree.delete(output);
    }
  }

  /** Nobody but Tidemark, so that what recording costs is at its own expense. */
  private List<String> recorded(String contender, List<String> command) throws IOException {
    List<String> all = new ArrayList<>(command);
    if (contender.equals(Lineup.TIDEMARK)) {
      all.addAll(1, bench.recordings().flags(PROFILE, false));
    }
    return all;
  }

  /** What every contender is told. */
  static List<String> arguments(String bootstrap, long events, Path output) {
    return List.of(
        "--bootstrap",
        bootstrap,
        "--topic",
        RecordedTopic.CHANGES,
        "--transactions",
        RecordedTopic.TRANSACTIONS,
        "--output",
        output.toString(),
        "--events",
        Long.toString(events));
  }
}
