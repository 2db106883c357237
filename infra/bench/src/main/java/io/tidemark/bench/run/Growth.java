package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.bench.topic.Broker;
import io.tidemark.stack.home.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a batch of 10,000 random updates costs, on a small table and on a large one. */
public final class Growth {
  /** Rows of the small table. */
  public static final long SMALL = 100_000;

  private static final long TEN_MILLION = 10_000_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Bench bench;
  private final long large;
  private final Trial small;
  private final Trial grown;
  private final Trial merge;

  /**
   * A contender on a table.
   *
   * @param load the main that makes the table; null if the trial does
   * @param main of the trial
   * @param warmUps batches that don't count
   * @param batches that do
   */
  private record Trial(
      String contender, String load, String main, long rows, int warmUps, int batches) {
    String name() {
      return "growth-%s-%d".formatted(contender, rows);
    }

    String[] flags() {
      return new String[] {
        "-Dtidemark.bench.warm-ups=" + warmUps, "-Dtidemark.bench.batches=" + batches
      };
    }
  }

  /**
   * Nothing has run yet.
   *
   * @param large rows of the large table
   * @param quick whether few batches of MERGE are enough, each of which takes long
   */
  public Growth(Bench bench, long large, boolean quick) {
    this.bench = bench;
    this.large = large;
    small = new Trial(Lineup.TIDEMARK, "TidemarkLoad", "TidemarkGrowth", SMALL, 15, 7);
    grown = new Trial(Lineup.TIDEMARK, "TidemarkLoad", "TidemarkGrowth", large, 15, 7);
    merge = new Trial(Lineup.MERGE, null, "MergeGrowth", large, quick ? 1 : 3, quick ? 2 : 7);
  }

  /** Tidemark on both, MERGE on the large one. */
  public Figures run() throws IOException, InterruptedException {
    ObjectNode json = JSON.createObjectNode();
    List<ObjectNode> trials = List.of(run(small, json), run(grown, json), run(merge, json));
    json.putArray("growth").addAll(trials);
    StringBuilder text = new StringBuilder("\n10,000 random updates, median of a batch\n");
    for (ObjectNode trial : trials) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-14s %,12d rows %9s ms %9s ms CPU  %s%n",
              trial.get("contender").asText(),
              trial.get("rows").asLong(),
              trial.path("median_ms").asText("-"),
              trial.path("median_cpu_ms").asText("-"),
              trial.get("right").asBoolean() ? "right" : "WRONG"));
    }
    boolean good = trials.stream().allMatch(trial -> trial.get("right").asBoolean());
    if (good) {
      String name = large == TEN_MILLION ? "10m" : Long.toString(large);
      String growth = "growth_%s_over_100k".formatted(name);
      ratio(json, growth, "median_ms", trials.get(1), trials.get(0));
      String batch = "batch_%s_vs_merge".formatted(name);
      ratio(json, batch, "median_ms", trials.get(1), trials.get(2));
      String cpu = "batch_%s_cpu_vs_merge".formatted(name);
      ratio(json, cpu, "median_cpu_ms", trials.get(1), trials.get(2));
    }
    return new Figures(text.toString(), json, good);
  }

  private static void ratio(
      ObjectNode json, String name, String measure, JsonNode one, JsonNode other) {
    double ratio = one.get(measure).asDouble() / other.get(measure).asDouble();
    json.put(name, Math.round(1000 * ratio) / 1000.0);
  }

  /** On a broker of its own, which goes with all its data. */
  private ObjectNode run(Trial trial, ObjectNode json) throws IOException, InterruptedException {
    bench.say("%s: %,d rows, and updates of some".formatted(trial.contender(), trial.rows()));
    Path folder = bench.home().resolve("growth");
    FileTree.delete(folder);
    ObjectNode result =
        JSON.createObjectNode().put("contender", trial.contender()).put("rows", trial.rows());
    try (Broker broker = bench.broker("growth/broker")) {
      List<String> arguments =
          CatchUp.arguments(broker.address(), trial.rows(), folder.resolve("output"));
      measure(trial, arguments, result, json);
    } catch (IOException e) {
      bench.say(trial.name() + ": FAILED, " + e.getMessage());
      result.put("right", false).put("failure", e.getMessage());
    } finally {
      FileTree.delete(folder);
    }
    return result;
  }

  private void measure(Trial trial, List<String> arguments, ObjectNode result, ObjectNode json)
      throws IOException, InterruptedException {
    Lineup lineup = bench.lineup();
    if (trial.load() != null) {
      bench.processes().ask(trial.name() + "-load", with(lineup.ofJob(trial.load()), arguments));
    }
    boolean tidemark = trial.contender().equals(Lineup.TIDEMARK);
    List<String> command = lineup.ofJob(trial.main(), trial.flags());
    if (tidemark) {
      command.addAll(1, bench.recordings().flags(trial.name(), false));
    }
    JsonNode figures = bench.processes().ask(trial.name(), with(command, arguments));
    List<String> read = with(lineup.command(trial.contender()), arguments);
    read.add("--read");
    JsonNode sums = bench.processes().ask(trial.name() + "-read", read);
    result.setAll((ObjectNode) figures);
    result.put("right", sums.equals(figures.get("expected")));
    result.remove("expected");
    if (tidemark) {
      bench.recordings().tell(trial.name(), json);
      long heap = figures.get("peak_heap_mb").asLong();
      json.put("peak_heap_mb", Math.max(heap, json.path("peak_heap_mb").asLong()));
    }
  }

  private static List<String> with(List<String> command, List<String> arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(arguments);
    return all;
  }
}
