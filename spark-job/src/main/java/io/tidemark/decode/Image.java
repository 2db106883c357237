package io.tidemark.decode;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A row around a change.
 *
 * @param values one for each column of the schema, in its order and in the Java type that {@link
 *     ColumnType} gives; null is SQL NULL; {@link Unavailable} where the source did not send it
 * @param unrepresentable by column name, source text of values that their column's type cannot hold
 *     (infinity, NaN in a decimal), whose value is null; and a text that begins with {@code ?} of
 *     values that are in doubt because the connector does not send them as they are
 */
public record Image(List<Object> values, Map<String, String> unrepresentable)
    implements Serializable {
  public Image {
    unrepresentable = Map.copyOf(unrepresentable);
  }

  /** An image whose values are all representable. */
  public static Image of(Object... values) {
    return new Image(Collections.unmodifiableList(Arrays.asList(values)), Map.of());
  }

  public Object value(int column) {
    return values.get(column);
  }

  /** Whether a value is not known without the row before. */
  public boolean hasUnavailable() {
    return values.contains(Unavailable.VALUE) || values.contains(Unavailable.OR_NULL);
  }

  /**
   * Whether this before image proves that it is the whole old row. With REPLICA IDENTITY DEFAULT
   * only its key is real: columns that allow NULL are NULL, the others hold made-up values. So one
   * value in a column that allows NULL is the proof.
   *
   * @param key names of the key columns
   */
  public boolean isWhole(List<Column> columns, List<String> key) {
    for (int i = 0; i < values.size(); i++) {
      Column column = columns.get(i);
      if (column.nullable() && values.get(i) != null && !key.contains(column.name())) {
        return true;
      }
    }
    return false;
  }
}
