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
import java.util.List;

/** The contenders catch up with the recorded topic, one after another. */
public final class CatchUp {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Bench bench;
  private final long events;

  /**
   * Nothing has run yet.
   *
   * @param events changes in the topic
   */
  public CatchUp(Bench bench, long events) {
    this.bench = bench;
    this.events = events;
  }

  /** Run the contenders of those names, in that order. */
  public Figures run(List<String> contenders) throws IOException, InterruptedException {
    List<Result> results = new ArrayList<>();
    try (Broker broker = bench.broker("broker")) {
      Path note = bench.home().resolve("topic.json");
      Recorder recorder = new Recorder(broker.address(), note, bench::say);
      RecordedTopic topic = recorder.record(Bench.SEED, events);
      for (String contender : contenders) {
        results.add(run(contender, broker.address(), topic));
      }
    }
    return new Comparison(Bench.SEED, events, results).figures();
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
      JsonNode measures = bench.processes().ask(contender + "-run", command);
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
