package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All results side by side.
 *
 * @param seed of the topic
 */
record Comparison(long seed, long events, List<Result> results) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MEBIBYTE = 1024.0 * 1024;

  /** All measures; good if every contender did its work and holds the right table. */
  Figures figures() {
    return new Figures(table(), toJson(), results.stream().allMatch(Result::good));
  }

  /** With Tidemark's time over the others': below 1 it is the faster one. */
  private ObjectNode toJson() {
    ObjectNode object = JSON.createObjectNode();
    object.put("seed", seed).put("events", events);
    var contenders = object.putArray("contenders");
    results.forEach(result -> contenders.add(result.toJson()));
    find(Lineup.TIDEMARK)
        .ifPresent(
            tidemark -> {
              ratio(object, "catch_up_vs_merge", tidemark, find(Lineup.MERGE));
              ratio(object, "catch_up_vs_limit", tidemark, find(Lineup.LIMIT));
              Optional<Result> best = bestPeer();
              best.ifPresent(peer -> object.put("best_peer", peer.contender()));
              ratio(object, "catch_up_vs_best_peer", tidemark, best);
              object.set("peak_heap_mb", tidemark.measures().get("peak_heap_mb"));
            });
    return object;
  }

  private static void ratio(
      ObjectNode object, String name, Result tidemark, Optional<Result> other) {
    other.ifPresent(
        one -> object.put(name, Math.round(1000 * tidemark.seconds() / one.seconds()) / 1000.0));
  }

  /** The fastest whole system that is not Tidemark and holds the right table. */
  private Optional<Result> bestPeer() {
    List<String> none = List.of(Lineup.TIDEMARK, Lineup.LIMIT, Lineup.CONSUMER);
    return results.stream()
        .filter(result -> result.good() && !none.contains(result.contender()))
        .min(Comparator.comparingDouble(Result::seconds));
  }

  /** One that did its work. */
  private Optional<Result> find(String contender) {
    return results.stream()
        .filter(result -> result.contender().equals(contender) && result.good())
        .findFirst();
  }

  /** For people, a line each. */
  private String table() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%-14s %10s %9s %7s %9s %9s %11s  %s%n"
            .formatted(
                "contender",
                "changes/s",
                "seconds",
                "CPU s",
                "heap MB",
                "after GC",
                "written MB",
                "table"));
    for (Result result : results) {
      if (result.failure() != null) {
        text.append("%-14s failed: %s%n".formatted(result.contender(), result.failure()));
        continue;
      }
      text.append(
          String.format(
              Locale.ROOT,
              "%-14s %,10.0f %9.1f %7.1f %9d %9d %11.1f  %s%n",
              result.contender(),
              result.eventsPerSecond(),
              result.seconds(),
              result.measures().get("cpu_seconds").asDouble(),
              result.measures().get("peak_heap_mb").asLong(),
              result.measures().path("heap_after_gc_mb").asLong(),
              result.measures().get("bytes_written").asLong() / MEBIBYTE,
              result.right() == null ? "-" : result.right() ? "right" : "WRONG"));
    }
    return text.toString();
  }
}
