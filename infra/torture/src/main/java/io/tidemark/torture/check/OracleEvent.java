package io.tidemark.torture.check;

import java.util.List;
import java.util.Map;

/**
 * A change as PostgreSQL's trigger saw it.
 *
 * @param seq the order of the triggers
 * @param table without its schema; of a partition, its own name
 * @param keyColumns the primary key's at that moment; empty without one
 * @param before canonical texts by column; null for none
 */
public record OracleEvent(
    long seq,
    String table,
    Op op,
    List<String> keyColumns,
    Map<String, String> before,
    Map<String, String> after) {
  /** What was done to the row, or to the table. */
  public enum Op {
    INSERT,
    UPDATE,
    DELETE,
    TRUNCATE
  }
}
