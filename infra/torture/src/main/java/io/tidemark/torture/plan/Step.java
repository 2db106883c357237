package io.tidemark.torture.plan;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** One thing that a session does. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "do")
public sealed interface Step {
  /** A statement. */
  record Sql(String sql) implements Step {}

  /**
   * {@code COPY … FROM STDIN}.
   *
   * @param data in PostgreSQL's text format
   */
  record Copy(String sql, String data) implements Step {}

  /** Leave the transaction open and do nothing. */
  record Pause(long ms) implements Step {}
}
