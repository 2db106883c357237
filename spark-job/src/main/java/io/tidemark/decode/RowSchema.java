package io.tidemark.decode;

import java.io.Serializable;
import java.util.List;

/**
 * The shape of a table's rows as one event says it.
 *
 * @param columns in the source's order
 * @param key names of the key columns in key order; empty for a table without a primary key
 */
public record RowSchema(List<Column> columns, List<String> key) implements Serializable {
  public RowSchema {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /** Place of a column, or -1. */
  public int indexOf(String name) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
