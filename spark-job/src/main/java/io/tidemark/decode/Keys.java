package io.tidemark.decode;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.envelope.TablePlan;
import io.tidemark.decode.value.BadMessageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * The key of a row event, checked against its images. A key column so long that it is stored out of
 * line arrives as unavailable where an update left it unchanged: then its value is the old row's.
 */
final class Keys {
  private final RowSchema schema;
  private final int[] columns;
  private final List<Object> key;
  private final List<Object> otherKey;

  Keys(TablePlan table, List<Object> key, List<Object> otherKey) {
    this.schema = table.schema();
    this.columns = table.keyColumns();
    this.key = filled(key, otherKey);
    this.otherKey = otherKey == null ? null : filled(otherKey, key);
  }

  /** The after image with unavailable key columns filled from what else tells them. */
  Image complete(Image after, Image before) {
    if (after == null || !after.hasUnavailable()) {
      return after;
    }
    List<Object> values = new ArrayList<>(after.values());
    for (int i = 0; i < columns.length; i++) {
      int column = columns[i];
      if (values.get(column) == Unavailable.VALUE) {
        Object known = key.get(i);
        boolean inBefore = known == Unavailable.VALUE && before != null;
        values.set(column, inBefore ? before.value(column) : known);
      }
    }
    return new Image(Collections.unmodifiableList(values), after.unrepresentable());
  }

  /**
   * The key, which must be the after image's, or the before image's of a delete.
   *
   * @throws BadMessageException if it is not, or if a part of it is unknown
   */
  List<Object> key(Operation op, Image before, Image after) throws BadMessageException {
    Image row = op == Operation.DELETE ? before : after;
    List<Object> known = new ArrayList<>(key);
    for (int i = 0; i < columns.length; i++) {
      Object inRow = row == null ? Unavailable.VALUE : row.value(columns[i]);
      if (known.get(i) == Unavailable.VALUE) {
        known.set(i, inRow);
      }
      if (known.get(i) == Unavailable.VALUE || known.get(i) == null) {
        throw new BadMessageException(
            "the key's column "
                + quote(schema.key().get(i))
                + " is unavailable: set REPLICA IDENTITY FULL on the table");
      }
      if (inRow != Unavailable.VALUE && !Objects.deepEquals(known.get(i), inRow)) {
        throw new BadMessageException(
            "the key's column " + quote(schema.key().get(i)) + " differs from the row's");
      }
    }
    return Collections.unmodifiableList(known);
  }

  /** The other key of a key change; null if this is none. */
  List<Object> otherKey() throws BadMessageException {
    if (otherKey != null && otherKey.contains(Unavailable.VALUE)) {
      throw new BadMessageException(
          "the other key of the key change is unavailable: set REPLICA IDENTITY FULL on the table");
    }
    return otherKey;
  }

  private static List<Object> filled(List<Object> values, List<Object> others) {
    if (others == null || !values.contains(Unavailable.VALUE)) {
      return values;
    }
    Object[] filled = values.toArray();
    for (int i = 0; i < filled.length; i++) {
      filled[i] = filled[i] == Unavailable.VALUE ? others.get(i) : filled[i];
    }
    return Collections.unmodifiableList(Arrays.asList(filled));
  }
}
