package io.tidemark.stack.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the job has told of its micro-batches so far. Safe for one thread that adds and another that
 * reads.
 */
final class Figures {
  /**
   * One table so far.
   *
   * @param version of the Delta table after its last micro-batch
   * @param p50 of the delay from commit to visible in its last micro-batch, milliseconds
   * @param p99 likewise
   */
  record Table(long changes, long version, double p50, double p99) {}

  /** Everything at one moment. */
  record Snapshot(long batches, long changes, long quarantined, Map<String, Table> tables) {
    /** The slowest of all tables' last micro-batches; empty where none has come. */
    Optional<Table> slowest() {
      return tables.values().stream().max((a, b) -> Double.compare(a.p99(), b.p99()));
    }
  }

  private final Map<String, Table> tables = new TreeMap<>();
  private long batches;
  private long changes;
  private long quarantined;

  /** Take in one line of the job's stdout. What is no report of a micro-batch is passed over. */
  synchronized void add(String line) {
    JsonNode report = Tidemark.parse(line);
    if (report == null || !report.has("batch_id")) {
      return;
    }
    batches++;
    changes += report.path("changes").asLong();
    quarantined += report.path("quarantined").asLong();
    report.path("tables").properties().forEach(entry -> add(entry.getKey(), entry.getValue()));
  }

  private void add(String name, JsonNode table) {
    Table before = tables.get(name);
    JsonNode lag = table.path("lag_ms");
    tables.put(
        name,
        new Table(
            (before == null ? 0 : before.changes()) + table.path("changes").asLong(),
            table.path("version").asLong(),
            lag.path("p50").asDouble(),
            lag.path("p99").asDouble()));
  }

  synchronized Snapshot snapshot() {
    return new Snapshot(batches, changes, quarantined, Map.copyOf(tables));
  }
}
