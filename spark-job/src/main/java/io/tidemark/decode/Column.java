package io.tidemark.decode;

import java.io.Serializable;

/**
 * A column of a source table.
 *
 * @param sourceType PostgreSQL's type name in lower case where the event says it, such as {@code
 *     numeric}; null where it does not
 */
public record Column(String name, ColumnType type, String sourceType) implements Serializable {}
