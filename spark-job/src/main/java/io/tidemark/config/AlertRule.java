package io.tidemark.config;

import io.tidemark.decode.Operation;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** One rule that raises alerts. */
public sealed interface AlertRule {
  /** How much it matters. */
  enum Severity {
    INFO,
    WARNING,
    CRITICAL
  }

  /** What all rules have. */
  Common common();

  default String name() {
    return common().name();
  }

  default Severity severity() {
    return common().severity();
  }

  /** At most one message in this time. */
  default Duration interval() {
    return common().interval();
  }

  /**
   * What all rules have.
   *
   * @param name unique word
   * @param interval at most one message of the rule in this time; the rest is counted
   */
  record Common(String name, Severity severity, Duration interval) {}

  /**
   * Raised by each change that meets a condition.
   *
   * @param operations any of READ, CREATE, UPDATE, DELETE, TRUNCATE
   * @param when empty: every such change
   */
  record RowChange(
      Common common, TablePattern table, Set<Operation> operations, Optional<Condition> when)
      implements AlertRule {
    public RowChange {
      operations = Set.copyOf(operations);
    }
  }

  /**
   * Raised when a table has more such changes than {@code moreThan} within a time, on the source's
   * clock.
   */
  record Burst(
      Common common, TablePattern table, Set<Operation> operations, long moreThan, Duration within)
      implements AlertRule {
    public Burst {
      operations = Set.copyOf(operations);
    }
  }

  /** Raised by each event that goes to the quarantine. */
  record Quarantined(Common common) implements AlertRule {}

  /** Raised when the scheduled verification finds a mirror that differs from its table. */
  record MirrorDiffers(Common common) implements AlertRule {}

  /** Raised when the job fails. */
  record JobFailed(Common common) implements AlertRule {}

  /**
   * A test of one column of the row after the change; of a DELETE, before it, which the source only
   * sends under REPLICA IDENTITY FULL.
   *
   * @param value a number for ABOVE and BELOW, any text for EQUAL
   */
  record Condition(String column, Comparison comparison, String value) {
    /** The value as a number; only for ABOVE and BELOW. */
    public BigDecimal number() {
      return new BigDecimal(value);
    }
  }

  /** How a column is compared. */
  enum Comparison {
    ABOVE("above"),
    BELOW("below"),
    EQUAL("equals");

    private final String word;

    Comparison(String word) {
      this.word = word;
    }

    /** The key in the file, and the word in a message. */
    public String word() {
      return word;
    }
  }
}
