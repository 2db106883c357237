package io.tidemark.verify;

import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructType;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedTable;
import io.tidemark.mirror.ReplayedMirror;
import io.tidemark.mirror.RowMetadata;
import io.tidemark.source.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The two sides of a comparison, row by row in the same texts.
 *
 * @param key names of the key columns; of a table without a key all that are compared
 * @param columns those compared, in the mirror's order, the key's first
 */
record Sides(SourceTable source, ReplayedMirror mirror, List<String> key, List<String> columns) {
  private static final int FETCH = 5000;
  private static final int UNREPRESENTABLE = 6;

  /** A row of one side. */
  interface RowVisitor {
    /**
     * Take a row.
     *
     * @param texts of its columns
     */
    void row(KeyHash key, List<String> texts);
  }

  static Sides of(SourceTable source, ReplayedMirror mirror) {
    List<String> key = mirror.table() instanceof KeyedTable keyed ? keyed.key() : List.of();
    List<String> columns = new ArrayList<>(key);
    StructType schema = mirror.table().schema();
    for (String name : schema.fieldNames()) {
      String type = source.types().get(name);
      if (type != null
          && !columns.contains(name)
          && CanonicalText.comparable(type, schema.get(name).getDataType())) {
        columns.add(name);
      }
    }
    return new Sides(source, mirror, key.isEmpty() ? columns : key, columns);
  }

  /** Whether equal rows may be there several times. */
  boolean multiset() {
    return !(mirror.table() instanceof KeyedTable);
  }

  /** Columns of the source that are not compared, each with the reason. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    source
        .types()
        .forEach(
            (name, type) -> {
              if (mirror.table().schema().indexOf(name) < 0) {
                notes.add("%s.%s (%s) is not in the mirror".formatted(source.id(), name, type));
              } else if (!columns.contains(name)) {
                notes.add(
                    "%s.%s (%s) is kept in a spelling of its own and not compared"
                        .formatted(source.id(), name, type));
              }
            });
    return notes;
  }

  /**
   * Every row of the source.
   *
   * @throws CannotTellException if the database does not give them
   */
  void scanSource(Connection connection, RowVisitor visitor) {
    String sql =
        "select %s from %s"
            .formatted(
                columns.stream()
                    .map(source.names()::get)
                    .map(Postgres::quoted)
                    .collect(Collectors.joining(", ")),
                source.sqlName());
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCH);
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          List<String> texts = new ArrayList<>(columns.size());
          for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i);
            texts.add(
                CanonicalText.ofSource(
                    source.types().get(name), type(name), rows.getString(i + 1)));
          }
          visit(texts, visitor);
        }
      }
    } catch (SQLException e) {
      throw new CannotTellException("PostgreSQL does not give its rows: " + e.getMessage());
    }
  }

  /**
   * Every row of the mirror.
   *
   * @return number of rows that changes took away and that were not there
   */
  long scanMirror(RowVisitor visitor) {
    List<String> read = new ArrayList<>(columns);
    read.add(RowMetadata.COLUMN);
    return mirror.scan(
        read,
        row -> {
          Object kept = ((Object[]) row[row.length - 1])[UNREPRESENTABLE];
          Map<?, ?> unrepresentable = kept == null ? Map.of() : (Map<?, ?>) kept;
          List<String> texts = new ArrayList<>(columns.size());
          for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i);
            texts.add(CanonicalText.ofLake(type(name), row[i], (String) unrepresentable.get(name)));
          }
          visit(texts, visitor);
        });
  }

  private void visit(List<String> texts, RowVisitor visitor) {
    visitor.row(KeyHash.of(new ArrayList<>(texts.subList(0, key.size()))), texts);
  }

  private DataType type(String column) {
    return mirror.table().schema().get(column).getDataType();
  }
}
