package io.tidemark.torture.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All that a run does.
 *
 * @param lengthMs of the busy time
 * @param maxRecords how many messages a micro-batch of the job takes at most
 * @param columns all columns that a table ever has, by its name, each with its first type
 * @param aggregated the table that the lake keeps an aggregate of
 * @param sessions each a list of transactions, in order
 * @param seal one change of every table, after all else
 * @param faults in order
 */
public record Plan(
    long seed,
    long lengthMs,
    int maxRecords,
    List<PlannedTable> tables,
    Map<String, List<PlannedColumn>> columns,
    String aggregated,
    List<List<PlannedTransaction>> sessions,
    List<PlannedTransaction> seal,
    List<PlannedFault> faults) {
  /** The name of the lake's aggregate. */
  public static final String AGGREGATE = "amounts";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public Plan {
    tables = List.copyOf(tables);
    columns = new LinkedHashMap<>(columns);
    sessions = sessions.stream().map(List::copyOf).toList();
    seal = List.copyOf(seal);
    faults = List.copyOf(faults);
  }

  /** The table whose rows are in the aggregate. */
  public PlannedTable aggregatedTable() {
    return tables.stream().filter(t -> t.name().equals(aggregated)).findFirst().orElseThrow();
  }

  /** Readable, and the same for the same plan. */
  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether a fault loses changes. */
  public boolean losesChanges() {
    return faults.stream().anyMatch(fault -> fault.kind().loses());
  }
}
