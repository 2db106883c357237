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
 *     ColumnType} gives; null is SQL NULL; {@link Unavailable#VALUE} where the source did not send
 *     it
 * @param unrepresentable source text of values that their column's type cannot hold (infinity, NaN
 *     in a decimal); their value is null. By column name
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

  public boolean hasUnavailable() {
    return values.contains(Unavailable.VALUE);
  }
}
