package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.bench.topic.RecordedTopic;
import io.tidemark.stack.home.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs one contender after another on the same topic. */
public final class Runner {
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Lineup lineup;
  private final Path home;
  private final Processes processes;
  private final Consumer<String> progress;

  /**
   * A runner.
   *
   * @param home its folders {@code output} and {@code log} are the contenders'
   * @param progress is told what happens
   */
  public Runner(Lineup lineup, Path home, Processes processes, Consumer<String> progress) {
    this.lineup = lineup;
    this.home = home;
    this.processes = processes;
    this.progress = progress;
  }

  /** Run one, read its table back, and remove what it wrote. */
  public Result run(String contender, String bootstrap, RecordedTopic topic)
      throws IOException, InterruptedException {
    progress.accept(contender + ": runs");
    Path output = home.resolve("output").resolve(contender);
    FileTree.delete(output);
    List<String> arguments = arguments(bootstrap, topic, output);
    try {
      JsonNode measures = JSON.readTree(lastLine(contender, "run", arguments));
      Boolean right = null;
      if (!contender.equals(Lineup.CONSUMER)) {
        arguments.add("--read");
        JsonNode sums = JSON.readTree(lastLine(contender, "read", arguments));
        right = sums.equals(JSON.readTree(topic.expected()));
        if (!right) {
          progress.accept(
              "%s: WRONG, it holds %s instead of %s".formatted(contender, sums, topic.expected()));
        }
      }
      return new Result(contender, topic.events(), measures, right, null);
    } catch (IOException e) {
      progress.accept(contender + ": FAILED, " + e.getMessage());
      return new Result(contender, topic.events(), null, null, e.getMessage());
    } finally {
      FileTree.delete(output);
    }
  }

  private static List<String> arguments(String bootstrap, RecordedTopic topic, Path output) {
    return new ArrayList<>(
        List.of(
            "--bootstrap", bootstrap,
            "--topic", topic.changes(),
            "--transactions", topic.transactions(),
            "--output", output.toString(),
            "--events", Long.toString(topic.events())));
  }

  private String lastLine(String contender, String what, List<String> arguments)
      throws IOException, InterruptedException {
    Path log = Files.createDirectories(home.resolve("log"));
    Path out = log.resolve(contender + "-" + what + ".out");
    Path err = log.resolve(contender + "-" + what + ".err");
    List<String> command = new ArrayList<>(lineup.command(contender));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    int code = processes.run(builder, PATIENCE);
    List<String> lines = Files.readAllLines(out);
    if (code != 0 || lines.isEmpty()) {
      throw new IOException("it ended with exit code %d; see %s".formatted(code, err));
    }
    return lines.get(lines.size() - 1);
  }
}
