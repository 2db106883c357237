package io.tidemark.decode;

/**
 * A message that could not be decoded, with everything it came with.
 *
 * @param reason what is wrong, in a sentence with the offending value in quotes
 * @param key the message's key bytes; null if it had none
 * @param value the message's value bytes; null if it had none
 * @param row which row it is about; null where that can't be told for sure
 * @param otherRow the other row that it is about, as one half of a key change; else null
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a table; never compared
public record Refusal(
    KafkaPosition at, String reason, byte[] key, byte[] value, RowKey row, RowKey otherRow)
    implements Decoded {
  /** A message of which it can't be told what row it is about. */
  public Refusal(KafkaPosition at, String reason, byte[] key, byte[] value) {
    this(at, reason, key, value, null, null);
  }
}
