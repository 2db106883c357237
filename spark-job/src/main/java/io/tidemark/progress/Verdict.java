package io.tidemark.progress;

/** What a table makes of a message that comes to it. */
public enum Verdict {
  /** Its offset is held already: the micro-batch is a replay. */
  HELD,
  /** Kafka has it twice: Connect sent the change again after a restart. */
  DUPLICATE,
  NEW
}
