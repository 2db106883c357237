package io.tidemark.torture.plan;

/**
 * A column of a table.
 *
 * @param declaration its type and constraints in PostgreSQL
 */
public record PlannedColumn(String name, ColumnKind kind, String declaration) {
  static PlannedColumn of(String name, ColumnKind kind) {
    return new PlannedColumn(name, kind, kind.sql());
  }
}
