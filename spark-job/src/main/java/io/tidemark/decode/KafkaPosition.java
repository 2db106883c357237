package io.tidemark.decode;

import java.io.Serializable;

/**
 * Where a message lies in Kafka.
 *
 * @param timestampMs Kafka's record timestamp, milliseconds since the epoch, broker's or Connect's
 *     clock
 */
public record KafkaPosition(String topic, int partition, long offset, long timestampMs)
    implements Serializable {}
