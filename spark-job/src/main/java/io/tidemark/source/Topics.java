package io.tidemark.source;

import java.util.regex.Pattern;

/** The topics of one connector, by Debezium's naming. */
public record Topics(String prefix) {
  /** A pattern of all topics that hold changes, those of tables made later too. */
  public String changes() {
    return Pattern.quote(prefix + ".") + "(?!transaction$).+";
  }

  /** The topic of logical messages, which belong to no table. */
  public String messages() {
    return prefix + ".message";
  }
}
