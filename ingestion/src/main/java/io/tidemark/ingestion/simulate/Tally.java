package io.tidemark.ingestion.simulate;

import io.tidemark.ingestion.world.Table;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Counts what the sessions of a simulation have done; safe for use by all of them. */
final class Tally {
  private final Map<Table, Map<Operation, Long>> changes = new EnumMap<>(Table.class);
  private final Histogram latencyMicros = new Histogram(3);
  private final Histogram lateMicros = new Histogram(3);

  private long rows;
  private long transactions;
  private long retries;
  private long missed;
  private long refused;
  private long left;
  private String firstRefusal;

  Tally() {
    for (Table table : Table.values()) {
      Map<Operation, Long> none = new EnumMap<>(Operation.class);
      for (Operation operation : Operation.values()) {
        none.put(operation, 0L);
      }
      changes.put(table, none);
    }
  }

  /**
   * A step was committed.
   *
   * @param found for each statement of the step, whether it found its row
   * @param lateNanos how long after it was due the step began
   * @param tookNanos from its begin to its commit, retries included
   */
  synchronized void done(Step step, boolean[] found, long lateNanos, long tookNanos) {
    transactions++;
    for (int i = 0; i < found.length; i++) {
      Template template = step.statements().get(i).template();
      if (!found[i]) {
        missed++;
        continue;
      }
      count(template.table(), template.operation(), 1);
      if (template.movesMoney()) {
        count(Table.ACCOUNTS, Operation.UPDATE, 2);
      }
    }
    lateMicros.recordValue(Math.max(0, lateNanos / 1000));
    latencyMicros.recordValue(tookNanos / 1000);
  }

  private void count(Table table, Operation operation, long more) {
    changes.get(table).merge(operation, more, Long::sum);
    rows += more;
  }

  synchronized void retried() {
    retries++;
  }

  /** PostgreSQL refused a step because it contradicts a row that somebody else changed. */
  synchronized void refused(String reason) {
    refused++;
    if (firstRefusal == null) {
      firstRefusal = reason;
    }
  }

  /** Rows of steps that were due but not begun when time was up. */
  synchronized void left(long notBegun) {
    left += notBegun;
  }

  synchronized long rows() {
    return rows;
  }

  synchronized String summary(double seconds) {
    return String.format(
        Locale.ROOT,
        "%.0f/s, p99 %.0f ms, %d retries",
        rows / Math.max(seconds, 0.001),
        latencyMicros.getValueAtPercentile(99) / 1000.0,
        retries);
  }

  synchronized SimulationReport report(int run, long randomSeed, double rate, double seconds) {
    Map<String, Map<String, Long>> tables = new LinkedHashMap<>();
    changes.forEach(
        (table, counts) -> {
          Map<String, Long> named = new LinkedHashMap<>();
          counts.forEach((operation, count) -> named.put(operation.label(), count));
          tables.put(table.tableName(), named);
        });
    return new SimulationReport(
        "simulate",
        run,
        randomSeed,
        rounded(seconds),
        rows,
        rate,
        rounded(rows / Math.max(seconds, 0.001)),
        transactions,
        tables,
        millis(latencyMicros),
        millis(lateMicros),
        retries,
        missed,
        refused,
        firstRefusal,
        left);
  }

  private static SimulationReport.Millis millis(Histogram micros) {
    return new SimulationReport.Millis(
        rounded(micros.getValueAtPercentile(50) / 1000.0),
        rounded(micros.getValueAtPercentile(99) / 1000.0),
        rounded(micros.getMaxValue() / 1000.0));
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
