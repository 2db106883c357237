package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What became of a contender.
 *
 * @param measures the JSON object that it printed; null if it failed
 * @param right whether its table is what the topic tells; null where it keeps none
 * @param failure why there is nothing to compare, else null
 */
record Result(String contender, long events, JsonNode measures, Boolean right, String failure) {
  private static final ObjectMapper JSON = new ObjectMapper();

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
