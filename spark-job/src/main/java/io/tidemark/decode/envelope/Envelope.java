package io.tidemark.decode.envelope;

import io.tidemark.decode.Image;
import io.tidemark.decode.LogicalMessage;

/**
 * A message's payload.
 *
 * @param op Debezium's code of the operation
 * @param before null if there is none
 * @param after null if there is none
 * @param message null but for a logical message
 * @param counted whether it has a place in its transaction
 */
public record Envelope(
    String op, Image before, Image after, Source source, LogicalMessage message, boolean counted) {}
