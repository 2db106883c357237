package io.tidemark.decode;

import java.io.Serializable;
import java.util.List;

/**
 * Which row a message is about.
 *
 * @param columns names of the key columns in key order
 * @param values their values, none of them null
 */
public record RowKey(List<String> columns, List<Object> values) implements Serializable {
  /** The key of a change; null if it has none. */
  public static RowKey of(ChangeEvent change) {
    return change.key() == null ? null : new RowKey(change.schema().key(), change.key());
  }

  /** The other key of a key change; null if it is none. */
  public static RowKey otherOf(ChangeEvent change) {
    return change.otherKey() == null ? null : new RowKey(change.schema().key(), change.otherKey());
  }
}
