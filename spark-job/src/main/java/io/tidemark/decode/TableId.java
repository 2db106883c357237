package io.tidemark.decode;

import java.io.Serializable;
import java.util.Objects;

/** A source table by its PostgreSQL names, as they stand in {@code source.schema} and table. */
public record TableId(String schema, String table) implements Serializable, Comparable<TableId> {
  public TableId {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(table, "table");
  }

  @Override
  public int compareTo(TableId other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : table.compareTo(other.table);
  }

  @Override
  public String toString() {
    return schema + "." + table;
  }
}
