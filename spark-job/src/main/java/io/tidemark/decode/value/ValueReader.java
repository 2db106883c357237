package io.tidemark.decode.value;

import io.tidemark.decode.ColumnType;
import java.io.IOException;

/**
 * Reads the values of one column.
 *
 * @param type of the column in the lake
 * @param read reads a value
 */
public record ValueReader(ColumnType type, Read read) {
  /** How a value that is not null is read. */
  @FunctionalInterface
  public interface Read {
    /**
     * Reads the value whose first token the cursor is at, and leaves the cursor at its last token.
     *
     * @return the value in its type's Java form, {@link io.tidemark.decode.Unavailable#VALUE}, or
     *     an {@link Unrepresentable}
     * @throws BadMessageException if the value does not fit its schema
     * @throws IOException if it is not JSON
     */
    Object at(JsonCursor json) throws IOException;
  }

  /** Reads a value; null where it is null. See {@link Read#at}. */
  public Object at(JsonCursor json, boolean optional) throws IOException {
    if (!json.isNull()) {
      return read.at(json);
    }
    if (!optional) {
      throw new BadMessageException("null, but its schema says that it is never null");
    }
    return null;
  }
}
