package io.tidemark.decode;

/**
 * A message that could not be decoded, with everything it came with.
 *
 * @param reason what is wrong, in a sentence with the offending value in quotes
 * @param key the message's key bytes; null if it had none
 * @param value the message's value bytes; null if it had none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a table; never compared
public record Refusal(KafkaPosition at, String reason, byte[] key, byte[] value)
    implements Decoded {}
