package io.tidemark.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * What the demo came to.
 *
 * @param summary of the whole lake, as {@code tidemark summary --json} prints it; null where it
 *     could not be had
 * @param verify {@code equal}, {@code different} or {@code could not tell}
 * @param restarts how often the Spark job had to be started again
 */
record DemoResult(JsonNode summary, String verify, int restarts, double seconds) {
  static final String EQUAL = "equal";
  static final String COULD_NOT_TELL = "could not tell";

  private static final ObjectMapper JSON = new ObjectMapper();

  boolean good() {
    return verify.equals(EQUAL) && summary != null;
  }

  /** One line: {@code changes}, {@code quarantined}, {@code tables}, {@code verify} and more. */
  String json() {
    ObjectNode root = JSON.createObjectNode();
    if (summary != null && summary.isObject()) {
      root.setAll((ObjectNode) summary);
    }
    root.put("verify", verify);
    root.put("restarts", restarts);
    root.put("seconds", Math.round(seconds * 10) / 10.0);
    return root.toString();
  }

  /** The same for people. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (summary == null) {
      text.append("The lake's summary could not be had.\n");
    } else {
      text.append(
          String.format(
              Locale.ROOT,
              "%nIn the lake: %,d changes, %,d quarantined.%n",
              summary.path("changes").asLong(),
              summary.path("quarantined").asLong()));
      summary
          .path("tables")
          .properties()
          .forEach(entry -> text.append(row(entry.getKey(), entry.getValue())));
    }
    text.append("Mirrors against PostgreSQL: ").append(verify).append(".\n");
    if (restarts > 0) {
      text.append("Restarts of the Spark job: ").append(restarts).append(".\n");
    }
    return text.toString();
  }

  private static String row(String name, JsonNode table) {
    JsonNode lag = table.path("lag_ms");
    return String.format(
        Locale.ROOT,
        "  %-28s %,10d rows %,12d changes   lag p50 %6.1f s  p99 %6.1f s%n",
        name,
        table.path("rows").asLong(),
        table.path("changes").asLong(),
        lag.path("p50").asDouble() / 1000,
        lag.path("p99").asDouble() / 1000);
  }
}
