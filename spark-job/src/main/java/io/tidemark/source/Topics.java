package io.tidemark.source;

import io.tidemark.decode.TableId;
import java.util.Optional;
import java.util.regex.Pattern;

/** The topics of one connector, by Debezium's naming. */
public record Topics(String prefix) {
  /** A pattern of all topics that hold changes, those of tables made later too. */
  public String changes() {
    return Pattern.quote(prefix + ".") + "(?!transaction$).+";
  }

  /**
   * The table that a topic is named after; empty where that can't be told. Debezium writes {@code
   * _} for characters that Kafka does not allow, so only an event says it for sure.
   */
  public Optional<TableId> table(String topic) {
    String[] parts =
        topic.startsWith(prefix + ".") ? topic.substring(prefix.length() + 1).split("[.]") : null;
    return parts == null || parts.length != 2
        ? Optional.empty()
        : Optional.of(new TableId(parts[0], parts[1]));
  }

  /** A pattern of all topics: those that hold changes, and the one of transactions. */
  public String all() {
    return Pattern.quote(prefix + ".") + ".+";
  }

  /** The topic of transactions' begins and ends. */
  public String transactions() {
    return prefix + ".transaction";
  }

  /** The topic of logical messages, which belong to no table. */
  public String messages() {
    return prefix + ".message";
  }

  /** Whether a topic holds changes of tables. */
  boolean feedsTables(String topic) {
    return !topic.equals(messages()) && !topic.equals(transactions());
  }
}
