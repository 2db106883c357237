package io.tidemark.progress;

import io.tidemark.decode.KafkaPosition;

/** A topic's partition. */
record Partition(String topic, int number) {
  static Partition of(KafkaPosition at) {
    return new Partition(at.topic(), at.partition());
  }
}
