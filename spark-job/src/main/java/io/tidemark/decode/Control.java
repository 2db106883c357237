package io.tidemark.decode;

/** A message that changes no row: a tombstone, a heartbeat, the begin of a transaction. */
public record Control(KafkaPosition at, Kind kind) implements Decoded {
  /** What kind of control message. */
  public enum Kind {
    TOMBSTONE,
    HEARTBEAT,
    TRANSACTION
  }
}
