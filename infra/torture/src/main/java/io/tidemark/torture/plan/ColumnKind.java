package io.tidemark.torture.plan;

import java.util.List;

/** A type of column, with the values at its edges that the pipeline promises to carry. */
public enum ColumnKind {
  SMALLINT("smallint", List.of("-32768", "32767", "0")),
  INT("integer", List.of("-2147483648", "2147483647", "0")),
  BIGINT("bigint", List.of("-9223372036854775808", "9223372036854775807", "9007199254740993")),
  TEXT("text", List.of("", " ", "NULL", "\\N", "a\tb\nc\r", "it's \"so\" \\", "🙂 Ünï ć", "{}")),
  UUID("uuid", List.of("00000000-0000-0000-0000-000000000000")),
  NUMERIC("numeric(12,2)", List.of("NaN", "-9999999999.99", "0.00", "0.01")),
  ANY_NUMERIC(
      "numeric",
      List.of(
          "NaN",
          "Infinity",
          "1.50",
          "0.000",
          "12345678901234567890123456789012345678901234567890123456789012345678901234567.5",
          "0.0000000000000000000000000000000000000000000000000001")),
  DOUBLE(
      "double precision",
      List.of("NaN", "Infinity", "-Infinity", "-0", "5e-324", "1.7976931348623157e308", "0.1")),
  BOOLEAN("boolean", List.of("true", "false")),
  DATE("date", List.of("1970-01-01", "9999-12-31", "2024-02-29", "1600-01-01")),
  TIMESTAMP(
      "timestamp",
      List.of("1969-12-31 23:59:59.999999", "9999-12-31 23:59:59.999999", "1600-01-01 00:00:00")),
  TIMESTAMPTZ(
      "timestamptz",
      List.of("infinity", "-infinity", "9999-12-31 23:59:59.999999+00", "1970-01-01 00:00:00+00")),
  BYTEA("bytea", List.of("\\x", "\\x00", "\\xff00ff5c27")),
  JSONB("jsonb", List.of("{}", "null", "[1, 2.50, \"ü\\\"\"]", "{\"a\": {\"b\": 1e3}}")),
  INT_ARRAY("integer[]", List.of("{}", "{7}", "{1,NULL,-3}")),
  /**
   * A text that PostgreSQL keeps outside the row: an update that leaves it alone does not send it.
   */
  LARGE("text storage external", List.of());

  private final String sql;

  @SuppressWarnings("ImmutableEnumChecker") // from List.of
  private final List<String> edges;

  ColumnKind(String sql, List<String> edges) {
    this.sql = sql;
    this.edges = edges;
  }

  /** As a declaration in PostgreSQL. */
  public String sql() {
    return sql;
  }

  /**
   * A value as PostgreSQL reads it, without quotes; null for NULL.
   *
   * @param tag unique in the plan: says whose value it is, where the type can hold a text
   * @param number unique in the plan
   */
  String value(Dice dice, String tag, long number) {
    if (dice.percent(6)) {
      return null;
    }
    if (!edges.isEmpty() && dice.percent(12)) {
      return dice.pick(edges);
    }
    return switch (this) {
      case SMALLINT -> Long.toString(number % 30_000);
      case INT, BIGINT -> Long.toString(number);
      case TEXT -> tag;
      case UUID -> "%08x-0000-4000-8000-%012x".formatted(number, number);
      case NUMERIC, ANY_NUMERIC -> number + "." + dice.between(10, 99);
      case DOUBLE -> number + ".25";
      case BOOLEAN -> Boolean.toString(number % 2 == 0);
      case DATE -> "20%02d-%02d-%02d".formatted(number % 100, 1 + number % 12, 1 + number % 28);
      case TIMESTAMP -> "2026-01-%02d 10:00:00.%06d".formatted(1 + number % 28, number % 1_000_000);
      case TIMESTAMPTZ ->
          "2026-02-%02d 10:00:00.%06d+02".formatted(1 + number % 28, number % 1_000_000);
      case BYTEA -> "\\x%016x".formatted(number);
      case JSONB -> "{\"tag\": \"" + tag + "\"}";
      case INT_ARRAY -> "{" + number + "," + dice.below(10) + "}";
      case LARGE -> tag + ":" + "x".repeat(dice.between(2_500, 6_000));
    };
  }
}
