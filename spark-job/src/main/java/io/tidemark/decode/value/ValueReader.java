package io.tidemark.decode.value;

import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Unavailable;
import java.io.IOException;

/**
 * Reads the values of one column.
 *
 * @param type of the column in the lake
 * @param read reads a value
 * @param nulls what NULL may stand for
 */
public record ValueReader(ColumnType type, Read read, Nulls nulls) {
  /** What NULL may stand for besides NULL. */
  public enum Nulls {
    /** Nothing. */
    CERTAIN,
    /** A large value that an update left unchanged: its type has no form of the placeholder. */
    OR_UNAVAILABLE,
    /** As before, or a value that the connector cannot send. */
    IN_DOUBT
  }

  ValueReader(ColumnType type, Read read) {
    this(type, read, Nulls.CERTAIN);
  }

  /** The same values, of which an update may leave some out as NULL. */
  ValueReader nullOrUnavailable() {
    return nulls == Nulls.CERTAIN ? new ValueReader(type, read, Nulls.OR_UNAVAILABLE) : this;
  }

  /** The same values, of which the connector sends some as NULL. */
  ValueReader nullInDoubt() {
    return new ValueReader(type, read, Nulls.IN_DOUBT);
  }

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

  /**
   * Reads a value; null where it is null, or what stands for it where that is in doubt. See {@link
   * Read#at}.
   */
  public Object at(JsonCursor json, boolean optional) throws IOException {
    if (!json.isNull()) {
      return read.at(json);
    }
    if (!optional) {
      throw new BadMessageException("null, but its schema says that it is never null");
    }
    return switch (nulls) {
      case CERTAIN -> null;
      case OR_UNAVAILABLE -> json.placeholder() == Placeholder.NONE ? null : Unavailable.OR_NULL;
      case IN_DOUBT ->
          json.placeholder() == Placeholder.NONE ? Unrepresentable.UNKNOWN : Unavailable.OR_NULL;
    };
  }
}
