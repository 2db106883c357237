package io.tidemark.source;

import java.util.Map;

/**
 * What a message of Kafka came with.
 *
 * @param key null if it had none
 * @param value null for a tombstone
 * @param headers the last one of each name; none of their values is null
 */
@SuppressWarnings("ArrayRecordComponent") // on their way to or from a table; never compared
public record RawMessage(byte[] key, byte[] value, Map<String, byte[]> headers) {
  public RawMessage {
    headers = Map.copyOf(headers);
  }
}
