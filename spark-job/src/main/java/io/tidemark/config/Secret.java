package io.tidemark.config;

import com.fasterxml.jackson.annotation.JsonValue;

/** A value that no log, table or message may show. Not serialisable on purpose. */
public record Secret(String value) {
  /** What is shown in its place. */
  @JsonValue
  public String masked() {
    return "***";
  }

  @Override
  public String toString() {
    return masked();
  }

  /** The text with every occurrence of this secret masked. */
  public String scrub(String text) {
    return value.isEmpty() || text == null ? text : text.replace(value, masked());
  }
}
