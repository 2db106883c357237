package io.tidemark.decode.envelope;

import io.tidemark.decode.Image;
import io.tidemark.decode.LogicalMessage;
import io.tidemark.decode.SourcePosition;

/**
 * A message's payload.
 *
 * @param op Debezium's code of the operation
 * @param before null if there is none
 * @param after null if there is none
 * @param message null but for a logical message
 * @param number in its transaction, from 1; 0 outside one
 */
public record Envelope(
    String op, Image before, Image after, Source source, LogicalMessage message, long number) {
  /** The place in the order of the connector's changes. */
  public SourcePosition position() {
    return new SourcePosition(source.commitLsn(), source.lsn(), number);
  }
}
