package io.tidemark.config;

/** What is done when a table's shape changes. */
public enum SchemaPolicy {
  /** The mirror follows where it can. */
  EVOLVE,
  /** The table's changes wait in the quarantine until somebody accepts its new shape. */
  HOLD,
  /** The job ends before the first change of the new shape. */
  STOP
}
