package io.tidemark.decode;

import java.io.Serializable;

/** What one Kafka message turned out to be. */
public sealed interface Decoded extends Serializable
    permits ChangeEvent, Control, Refusal, TransactionEnd {
  KafkaPosition at();
}
