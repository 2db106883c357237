package io.tidemark.decode;

import java.io.Serializable;
import java.util.Objects;

/** A source table by its PostgreSQL names, as they stand in {@code source.schema} and table. */
public record TableId(String schema, String table) implements Serializable, Comparable<TableId> {
  public TableId {
    Objects.requireNonNull(schema, "schema");
    Objects.requireNonNull(table, "table");
  }

  /** The table that people call {@code orders} or {@code sales.orders}. */
  public static TableId parse(String name) {
    int dot = name.indexOf('.');
    return dot < 0
        ? new TableId("public", name)
        : new TableId(name.substring(0, dot), name.substring(dot + 1));
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
