package io.tidemark.aggregate;

import io.tidemark.decode.TableId;
import java.util.List;

/**
 * A grouped query that can be maintained.
 *
 * @param from the source table
 * @param groups what it groups by, in the order of the output
 * @param measures what it computes, in the order of the output
 * @param output names of groups and measures in the order of the SELECT
 */
record AggregateQuery(
    String name, TableId from, List<Group> groups, List<Measure> measures, List<String> output) {
  /**
   * A column to group by.
   *
   * @param unit the unit that the timestamp in the column is truncated to, in lower case; null to
   *     take the column as it is
   */
  record Group(String name, String column, String unit) {}

  /**
   * A figure of a group.
   *
   * @param column null for COUNT_ROWS
   */
  record Measure(String name, Function function, String column) {}

  /** What can be taken back exactly when a row goes. */
  enum Function {
    COUNT_ROWS,
    COUNT,
    SUM,
    AVG
  }
}
