package io.tidemark.torture.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table as it is made.
 *
 * @param columns in order; the key's first
 * @param key its primary key's columns; empty without one
 * @param full whether it has REPLICA IDENTITY FULL
 */
public record PlannedTable(
    String name, TableKind kind, List<PlannedColumn> columns, List<String> key, boolean full) {
  /** The schema of all planned tables. */
  public static final String SCHEMA = "torture";

  static final int PARTITIONS = 3;

  public PlannedTable {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  /** Schema and name, quoted. */
  public String qualified() {
    return qualified(name);
  }

  /** Schema and name of a table of ours, quoted. */
  public static String qualified(String table) {
    return SCHEMA + "." + quoted(table);
  }

  /** A name as an identifier in SQL. */
  public static String quoted(String identifier) {
    return "\"" + identifier.replace("\"", "\"\"") + "\"";
  }

  /** The tables that the connector and the lake know: itself, or its partitions. */
  public List<String> leaves() {
    if (kind != TableKind.PARTITIONED) {
      return List.of(name);
    }
    List<String> leaves = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      leaves.add(name + "_" + i);
    }
    return leaves;
  }

  /** The statements that make it, and have the oracle watch it. */
  public List<String> create() {
    String declared =
        columns.stream()
            .map(column -> quoted(column.name()) + " " + column.declaration())
            .collect(Collectors.joining(", "));
    String primary =
        key.isEmpty()
            ? ""
            : ", primary key (%s)%s"
                .formatted(
                    key.stream().map(PlannedTable::quoted).collect(Collectors.joining(", ")),
                    kind == TableKind.DEFERRABLE ? " deferrable initially deferred" : "");
    List<String> statements = new ArrayList<>();
    statements.add(
        "create table %s (%s%s)%s"
            .formatted(
                qualified(),
                declared,
                primary,
                kind == TableKind.PARTITIONED ? " partition by list (part)" : ""));
    if (kind == TableKind.PARTITIONED) {
      for (int i = 0; i < PARTITIONS; i++) {
        statements.add(
            "create table %s partition of %s for values in (%d)"
                .formatted(qualified(leaves().get(i)), qualified(), i));
      }
    }
    if (full) {
      for (String leaf : leaves()) {
        statements.add("alter table " + qualified(leaf) + " replica identity full");
      }
    }
    statements.add("select oracle.watch('" + qualified().replace("'", "''") + "')");
    return statements;
  }
}
