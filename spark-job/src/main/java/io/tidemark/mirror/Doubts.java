package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.RowSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Values that updates may have left unsent as NULL: which is true, only the source knows.
 *
 * @param columns that they are in
 * @param keys of their rows in PostgreSQL's text, values in key order; null if that is not known
 *     any more, or of too many rows
 */
public record Doubts(Set<String> columns, List<List<String>> keys) {
  private static final int MOST_KEYS = 1000;

  static final Doubts NONE = new Doubts(Set.of(), List.of());

  Doubts and(Doubts others) {
    if (others.columns.isEmpty()) {
      return this;
    }
    Set<String> allColumns = new HashSet<>(columns);
    allColumns.addAll(others.columns);
    if (keys == null || others.keys == null || keys.size() + others.keys.size() > MOST_KEYS) {
      return new Doubts(allColumns, null);
    }
    List<List<String>> allKeys = new ArrayList<>(keys);
    allKeys.addAll(others.keys);
    return new Doubts(allColumns, allKeys);
  }

  /** Values of one row. */
  static Doubts of(ChangeEvent event, Set<String> columns) {
    RowSchema schema = event.schema();
    List<String> key = new ArrayList<>();
    for (int i = 0; i < event.key().size(); i++) {
      Column column = schema.columns().get(schema.indexOf(schema.key().get(i)));
      Object value = event.key().get(i);
      switch (column.type().kind()) {
        case SHORT, INT, LONG, STRING -> key.add(value.toString());
        case DECIMAL -> key.add(((BigDecimal) value).toPlainString());
        default -> {
          return new Doubts(columns, null);
        }
      }
    }
    return new Doubts(columns, List.of(key));
  }
}
