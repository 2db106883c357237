package io.tidemark.decode;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Events in the connector's form for a table {@code t} with the key {@code id} and one column
 * {@code v}, whose schema and values a test chooses.
 */
final class EventText {
  static final String PLACEHOLDER = "__unavailable_r4nd0m__";

  private static final String ID = "{\"type\":\"int32\",\"optional\":false,\"field\":\"id\"}";
  private static final String SOURCE =
      "{\"type\":\"struct\",\"fields\":["
          + "{\"type\":\"int64\",\"optional\":false,\"field\":\"ts_ms\"},"
          + "{\"type\":\"string\",\"optional\":true,\"field\":\"sequence\"},"
          + "{\"type\":\"int64\",\"optional\":true,\"field\":\"ts_us\"},"
          + "{\"type\":\"string\",\"optional\":false,\"field\":\"schema\"},"
          + "{\"type\":\"string\",\"optional\":false,\"field\":\"table\"},"
          + "{\"type\":\"int64\",\"optional\":true,\"field\":\"txId\"},"
          + "{\"type\":\"int64\",\"optional\":true,\"field\":\"lsn\"}],"
          + "\"optional\":false,\"field\":\"source\"}";

  private EventText() {}

  /** An insert of the row 1 with this value. */
  static Recording insert(String columnSchema, String value) {
    return event("c", columnSchema, "null", "{\"id\":1,\"v\":" + value + "}");
  }

  /** An update of the row 1 to this value. */
  static Recording update(String columnSchema, String value) {
    return event("u", columnSchema, "null", "{\"id\":1,\"v\":" + value + "}");
  }

  static Recording event(String op, String columnSchema, String before, String after) {
    return new Recording(
        op,
        new KafkaPosition("p.public.t", 0, 7, 1_000),
        bytes("{\"schema\":" + struct("k", false, ID, null) + ",\"payload\":{\"id\":1}}"),
        bytes(
            "{\"schema\":"
                + envelope(columnSchema)
                + ",\"payload\":{\"before\":"
                + before
                + ",\"after\":"
                + after
                + ",\"source\":"
                + "{\"ts_ms\":1,\"sequence\":\"[\\\"5\\\",\\\"6\\\"]\",\"ts_us\":1000,"
                + "\"schema\":\"public\",\"table\":\"t\",\"txId\":3,\"lsn\":6},\"op\":\""
                + op
                + "\"}}"),
        Map.of());
  }

  /** The schema of a column {@code v} that may be null. */
  static String column(String type, String more) {
    return "{\"type\":\"" + type + "\",\"optional\":true" + more + ",\"field\":\"v\"}";
  }

  /** As {@link #column}, with a semantic type. */
  static String semantic(String type, String name) {
    return column(type, ",\"name\":\"" + name + "\",\"version\":1");
  }

  /** As {@link #column}, with what the connector propagates of the source's type. */
  static String sourceType(String type, String name, int length, int scale) {
    return column(type, ",\"parameters\":" + parameters(name, length, scale));
  }

  static String parameters(String name, int length, int scale) {
    String prefix = "\"__debezium.source.column.";
    return "{"
        + (prefix + "type\":\"" + name + "\",")
        + (prefix + "length\":\"" + length + "\",")
        + (prefix + "scale\":\"" + scale + "\",")
        + (prefix + "name\":\"v\"}");
  }

  /** The schema of an array column {@code v} with these items. */
  static String array(String items, String sourceType, int length, int scale) {
    return column(
        "array",
        ",\"items\":" + items + ",\"parameters\":" + parameters(sourceType, length, scale));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String envelope(String column) {
    String row = ID + "," + column;
    String fields =
        struct("r", true, row, "before")
            + ","
            + struct("r", true, row, "after")
            + ","
            + SOURCE
            + ",{\"type\":\"string\",\"optional\":false,\"field\":\"op\"}";
    return struct("e", false, fields, null);
  }

  private static String struct(String name, boolean optional, String fields, String field) {
    return "{\"type\":\"struct\",\"fields\":["
        + fields
        + "],\"optional\":"
        + optional
        + ",\"name\":\""
        + name
        + "\""
        + (field == null ? "}" : ",\"field\":\"" + field + "\"}");
  }
}
