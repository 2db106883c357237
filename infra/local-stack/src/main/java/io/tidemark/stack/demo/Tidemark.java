package io.tidemark.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.stack.home.Home;
import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Consumer;

/** The other commands of Tidemark, run on the same home through the launcher. */
final class Tidemark {
  private static final Duration GLANCE = Duration.ofMillis(500);
  private static final Duration ENDING = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path launcher;
  private final Home home;

  Tidemark(Path launcher, Home home) {
    this.launcher = launcher;
    this.home = home;
  }

  /**
   * What a command answered.
   *
   * @param json the object that was printed; null where none was
   * @param text the same for people, or else what its log says
   */
  record Answer(int exitCode, JsonNode json, String text) {}

  /** Start a command whose stderr goes to {@code log/<command>.log}. */
  Child start(List<String> words, Consumer<String> lines) {
    return child(words, home.log(words.get(0)), lines);
  }

  /** Run a command to its end, whatever happens. Fails unless it ends with 0. */
  void run(List<String> words) throws InterruptedException {
    expectGood(words, child(words, null, line -> {}));
  }

  /** Run a command with its stderr on ours, and end it when interrupted, which is a failure too. */
  void run(List<String> words, Interrupt interrupt) throws InterruptedException {
    Child child = child(words, null, line -> {});
    while (!child.await(GLANCE)) {
      if (interrupt.asked()) {
        child.end(ENDING);
        throw StackFailure.of(
            "The demo was interrupted in '" + command(words) + "'",
            "it was asked to end before anything could be shown",
            "start it again; what has been loaded is still there");
      }
    }
    expectGood(words, child);
  }

  /** Something to do about once a second while a command runs. */
  @FunctionalInterface
  interface Meanwhile {
    void run() throws InterruptedException;
  }

  /** Run a command that prints one JSON object, on one line or on many. */
  Answer ask(List<String> words, Meanwhile meanwhile) throws InterruptedException {
    StringJoiner text = new StringJoiner("\n");
    Child child = start(words, text::add);
    while (!child.await(GLANCE)) {
      meanwhile.run();
    }
    int code = child.await();
    JsonNode json = parse(text.toString());
    return new Answer(code, json, json == null ? child.complaint() : json.toPrettyString());
  }

  /** {@link #ask(List, Meanwhile)} with nothing to do meanwhile. */
  Answer ask(List<String> words) throws InterruptedException {
    return ask(words, () -> {});
  }

  private static void expectGood(List<String> words, Child child) throws InterruptedException {
    int code = child.await();
    if (code != 0) {
      throw StackFailure.of(
          "'" + command(words) + "' failed",
          "it ended with exit code " + code + "; what it said stands above",
          "mend that and start the demo again; what has been loaded is still there");
    }
  }

  private static String command(List<String> words) {
    return "tidemark " + String.join(" ", words);
  }

  /**
   * The JSON object in a command's output, or the one on its last line; null where there is none.
   */
  static JsonNode parse(String output) {
    String text = output.strip();
    for (String candidate : List.of(text, text.substring(text.lastIndexOf('\n') + 1))) {
      try {
        JsonNode node = JSON.readTree(candidate);
        if (node.isObject()) {
          return node;
        }
      } catch (IOException notJson) {
        // The next candidate.
      }
    }
    return null;
  }

  private Child child(List<String> words, Path log, Consumer<String> lines) {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(words);
    command.addAll(List.of("--home", home.root().toString()));
    try {
      return Child.start(command, log, lines);
    } catch (IOException | NumberFormatException e) {
      throw StackFailure.of(
          "'" + command(words) + "' could not be started",
          e.toString(),
          "see that " + launcher + " is there and bash is installed",
          e);
    }
  }
}
