package io.tidemark.decode;

import java.io.Serializable;

/** What {@code pg_logical_emit_message} sent. */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a table; never compared
public record LogicalMessage(String prefix, byte[] content) implements Serializable {}
