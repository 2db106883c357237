package io.tidemark.decode;

import java.io.Serializable;

/**
 * A column of a source table.
 *
 * @param name what it is called in the lake, see {@link ColumnNames}
 * @param sourceType PostgreSQL's type name in lower case where the event says it, such as {@code
 *     numeric}; null where it does not
 * @param nullable whether the source allows NULL. Where it does not, the before image of a DELETE
 *     under REPLICA IDENTITY DEFAULT holds a made-up value: the column's default, 0 or empty text
 */
public record Column(String name, ColumnType type, String sourceType, boolean nullable)
    implements Serializable {
  /** A column that allows NULL. */
  public Column(String name, ColumnType type, String sourceType) {
    this(name, type, sourceType, true);
  }
}
