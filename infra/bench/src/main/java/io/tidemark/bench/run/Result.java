package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;

/**
 * What became of a contender.
 *
 * @param measures the JSON object that it printed; null if it failed
 * @param right whether its table is what the topic tells; null where it keeps none
 * @param failure why there is nothing to compare, else null
 */
record Result(String contender, long events, JsonNode measures, Boolean right, String failure) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Of several runs of one contender the one in the middle by its seconds, of an even number the
   * slower one, with {@code seconds_of_runs} in its measures; or else one that was not good.
   */
  static Result median(List<Result> runs) {
    for (Result run : runs) {
      if (!run.good()) {
        return run;
      }
    }
    List<Result> sorted = runs.stream().sorted(Comparator.comparing(Result::seconds)).toList();
    Result median = sorted.get(runs.size() / 2);
    ArrayNode seconds = ((ObjectNode) median.measures).putArray("seconds_of_runs");
    runs.forEach(run -> seconds.add(run.seconds()));
    return median;
  }

  /** Whether it did its work, as far as anybody can tell. */
  boolean good() {
    return failure == null && (right == null || right);
  }

  double seconds() {
    return measures.get("seconds").asDouble();
  }

  double eventsPerSecond() {
    return events / seconds();
  }

  ObjectNode toJson() {
    ObjectNode object = JSON.createObjectNode().put("contender", contender);
    if (measures != null) {
      object.setAll((ObjectNode) measures);
      object.put("events_per_second", Math.round(eventsPerSecond()));
    }
    return object.put("right", right).put("failure", failure);
  }
}
