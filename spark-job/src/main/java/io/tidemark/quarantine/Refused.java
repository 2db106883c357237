package io.tidemark.quarantine;

import io.tidemark.decode.KafkaPosition;

/**
 * A message for the quarantine.
 *
 * @param stage where it was refused: {@code decode} or {@code mirror}
 */
@SuppressWarnings("ArrayRecordComponent") // bytes on their way to a table; never compared
public record Refused(KafkaPosition at, String stage, String reason, byte[] key, byte[] value) {}
