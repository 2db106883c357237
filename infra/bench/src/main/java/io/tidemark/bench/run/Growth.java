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

  /**
   * Nothing has run yet.
   *
   * @param large rows of the large table
   */
  public Growth(Bench bench, long large) {
    this.bench = bench;
    this.large = large;
  }

  /** Tidemark on both, MERGE on the large one. */
  public Figures run() throws IOException, InterruptedException {
    List<ObjectNode> trials =
        List.of(
            trial(Lineup.TIDEMARK, "TidemarkGrowth", SMALL),
            trial(Lineup.TIDEMARK, "TidemarkGrowth", large),
            trial(Lineup.MERGE, "MergeGrowth", large));
    ObjectNode json = JSON.createObjectNode();
    json.putArray("growth").addAll(trials);
    StringBuilder text = new StringBuilder("\n10,000 random updates, median of a batch\n");
    for (ObjectNode trial : trials) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-14s %,12d rows %9s ms  %s%n",
              trial.get("contender").asText(),
              trial.get("rows").asLong(),
              trial.path("median_ms").asText("-"),
              trial.get("right").asBoolean() ? "right" : "WRONG"));
    }
    boolean good = trials.stream().allMatch(trial -> trial.get("right").asBoolean());
    if (good) {
      String name = large == TEN_MILLION ? "10m" : Long.toString(large);
      ratio(json, "growth_%s_over_100k".formatted(name), trials.get(1), trials.get(0));
      ratio(json, "batch_%s_vs_merge".formatted(name), trials.get(1), trials.get(2));
    }
    return new Figures(text.toString(), json, good);
  }

  private static void ratio(ObjectNode json, String name, JsonNode one, JsonNode other) {
    double ratio = one.get("median_ms").asDouble() / other.get("median_ms").asDouble();
    json.put(name, Math.round(1000 * ratio) / 1000.0);
  }

  /** On a broker of its own, which goes with all its data. */
  private ObjectNode trial(String contender, String main, long rows)
      throws IOException, InterruptedException {
    String name = contender + "-" + rows;
    bench.say("%s: loads %,d rows and updates some".formatted(contender, rows));
    Path folder = bench.home().resolve("growth");
    FileTree.delete(folder);
    ObjectNode trial = JSON.createObjectNode().put("contender", contender).put("rows", rows);
    try (Broker broker = bench.broker("growth/broker")) {
      Path output = folder.resolve("output");
      List<String> arguments = CatchUp.arguments(broker.address(), rows, output);
      JsonNode figures = bench.processes().ask(name, with(bench.lineup().ofJob(main), arguments));
      List<String> read = with(bench.lineup().command(contender), arguments);
      read.add("--read");
      JsonNode sums = bench.processes().ask(name + "-read", read);
      trial.setAll((ObjectNode) figures);
      trial.put("right", sums.equals(figures.get("expected")));
      trial.remove("expected");
    } catch (IOException e) {
      bench.say(name + ": FAILED, " + e.getMessage());
      trial.put("right", false).put("failure", e.getMessage());
    } finally {
      FileTree.delete(folder);
    }
    return trial;
  }

  private static List<String> with(List<String> command, List<String> arguments) {
    List<String> all = new ArrayList<>(command);
    all.addAll(arguments);
    return all;
  }
}
