package io.tidemark.ingestion.simulate;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;
import java.util.Map;

/**
 * What a simulation did.
 *
 * @param changes rows changed, over all tables
 * @param wantedRate rows a second that were asked for
 * @param achievedRate rows a second that were changed
 * @param tables rows changed by table and operation
 * @param latency from begin to commit of a transaction
 * @param late from the moment a transaction was due to its begin
 * @param retries transactions tried again after a transient error
 * @param missed statements whose row was gone
 * @param refused transactions that contradicted a row somebody else had changed
 * @param firstRefusal what PostgreSQL said to the first of them, else null
 * @param left rows that were due but not changed when time was up
 */
public record SimulationReport(
    String command,
    int run,
    @JsonProperty("random_seed") long randomSeed,
    double seconds,
    long changes,
    @JsonProperty("wanted_rate") double wantedRate,
    @JsonProperty("achieved_rate") double achievedRate,
    long transactions,
    Map<String, Map<String, Long>> tables,
    @JsonProperty("latency_ms") Millis latency,
    @JsonProperty("late_ms") Millis late,
    long retries,
    long missed,
    long refused,
    @JsonProperty("first_refusal") String firstRefusal,
    long left) {
  /** A distribution in milliseconds. */
  public record Millis(double p50, double p99, double max) {}

  /** The report for people, several lines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "Changed %,d rows in %,d transactions and %.1f s: %.1f a second of %s asked for.%n",
            changes,
            transactions,
            seconds,
            achievedRate,
            wantedRate));
    text.append(String.format("  %-14s %10s %10s %10s%n", "table", "insert", "update", "delete"));
    tables.forEach(
        (table, counts) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "  %-14s %,10d %,10d %,10d%n",
                    table,
                    counts.get("insert"),
                    counts.get("update"),
                    counts.get("delete"))));
    text.append(
        String.format(
            Locale.ROOT,
            "A transaction took %.1f ms (p50), %.1f ms (p99); began %.1f ms late (p99); %d"
                + " retries.%n",
            latency.p50(),
            latency.p99(),
            late.p99(),
            retries));
    if (missed > 0) {
      text.append(String.format("%d statements found their row gone.%n", missed));
    }
    if (refused > 0) {
      text.append(
          String.format("%d transactions were refused, the first: %s%n", refused, firstRefusal));
    }
    if (left > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "%,d rows that were due were not reached: this machine does not keep up with the"
                  + " rate.%n",
              left));
    }
    return text.append(String.format("Random seed %d, run %d.", randomSeed, run)).toString();
  }
}
