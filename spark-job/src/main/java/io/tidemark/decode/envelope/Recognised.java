package io.tidemark.decode.envelope;

/**
 * A schema recognised by its bytes.
 *
 * @param plan what the schema says to do
 * @param prefix the bytes of a message up to its payload
 */
@SuppressWarnings("ArrayRecordComponent") // compared as bytes, never as a record
public record Recognised<P>(P plan, byte[] prefix) {
  /** Where the payload of a message with this schema begins. */
  public int payloadAt() {
    return prefix.length;
  }
}
