package io.tidemark.decode;

/** A message of Kafka as it came. */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Message(KafkaPosition at, byte[] key, byte[] value, Headers headers) {}
