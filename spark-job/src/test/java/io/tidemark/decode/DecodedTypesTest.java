package io.tidemark.decode;

import static io.tidemark.decode.EventText.array;
import static io.tidemark.decode.EventText.column;
import static io.tidemark.decode.EventText.semantic;
import static io.tidemark.decode.EventText.sourceType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One case for each rule of what a column's schema and value become. */
class DecodedTypesTest {
  private static final String TIME = "io.debezium.time.";
  private final Decoder decoder = new Decoder(DecoderSettings.of(EventText.PLACEHOLDER));

  static Stream<Arguments> values() {
    return Stream.of(
        arguments(column("boolean", ""), "true", ColumnType.BOOLEAN, true),
        arguments(column("int16", ""), "-32768", ColumnType.SHORT, Short.MIN_VALUE),
        arguments(column("int32", ""), "2147483647", ColumnType.INT, Integer.MAX_VALUE),
        arguments(column("int64", ""), "-9223372036854775808", ColumnType.LONG, Long.MIN_VALUE),
        arguments(column("float", ""), "0.1", ColumnType.FLOAT, 0.1f),
        arguments(column("float", ""), "\"-Infinity\"", ColumnType.FLOAT, Float.NEGATIVE_INFINITY),
        arguments(column("float", ""), "16777217", ColumnType.FLOAT, 16777216f),
        arguments(column("double", ""), "1.0E300", ColumnType.DOUBLE, 1e300),
        arguments(column("double", ""), "\"NaN\"", ColumnType.DOUBLE, Double.NaN),
        arguments(column("string", ""), "\"a\\n☃ \\uD83D\\uDE00\"", ColumnType.STRING, "a\n☃ 😀"),
        arguments(column("bytes", ""), "\"3q2+7wA=\"", ColumnType.BINARY, hex("deadbeef00")),
        arguments(column("int32", ""), "null", ColumnType.INT, null),
        arguments(numeric(10, 2), "\"12345678.91\"", ColumnType.decimal(10, 2), dec("12345678.91")),
        arguments(numeric(10, 2), "\"-5\"", ColumnType.decimal(10, 2), dec("-5.00")),
        arguments(
            numeric(38, 0), "\"" + "9".repeat(38) + "\"", ColumnType.decimal(38, 0), nines(38)),
        arguments(numeric(3, 5), "\"0.00123\"", ColumnType.decimal(5, 5), dec("0.00123")),
        arguments(
            numeric(5, 2046),
            "\"123500." + "0".repeat(2046) + "\"",
            ColumnType.decimal(7, 0),
            dec("123500")),
        arguments(numeric(39, 5), "\"1.10000\"", ColumnType.STRING, "1.10000"),
        arguments(numeric(131089, 0), "\"1.50\"", ColumnType.STRING, "1.50"),
        arguments(numeric(131089, 0), "\"NAN\"", ColumnType.STRING, "NaN"),
        arguments(numeric(0, 0), "\"NEGATIVE_INFINITY\"", ColumnType.STRING, "-Infinity"),
        arguments(
            sourceType("string", "MONEY", 2147483647, 0),
            "\"-92233720368547758.08\"",
            ColumnType.decimal(19, 2),
            dec("-92233720368547758.08")),
        arguments(
            sourceType("string", "PG_LSN", 9, 0),
            "\"MTYvQjM3NEQ4NDg=\"",
            ColumnType.STRING,
            "16/B374D848"),
        arguments(
            sourceType("bytes", "INT4MULTIRANGE", 9, 0),
            "\"e1sxLDMpLFs1LDcpfQ==\"",
            ColumnType.STRING,
            "{[1,3),[5,7)}"),
        arguments(sourceType("string", "BYTEA", 9, 0), "\"AQI=\"", ColumnType.BINARY, hex("0102")),
        arguments(semantic("int32", TIME + "Date"), "-719162", ColumnType.DATE, -719162),
        arguments(semantic("string", TIME + "IsoDate"), "\"2026-02-28Z\"", ColumnType.DATE, 20512),
        arguments(semantic("int64", TIME + "MicroTimestamp"), "-1", ColumnType.TIMESTAMP_NTZ, -1L),
        arguments(
            semantic("int64", TIME + "Timestamp"), "-500", ColumnType.TIMESTAMP_NTZ, -500_000L),
        arguments(
            semantic("string", TIME + "IsoTimestamp"),
            "\"1970-01-01T00:00:01.5Z\"",
            ColumnType.TIMESTAMP_NTZ,
            1_500_000L),
        arguments(
            semantic("string", TIME + "ZonedTimestamp"),
            "\"1970-01-01T02:00:00.000001+02:00\"",
            ColumnType.TIMESTAMP,
            1L),
        arguments(
            semantic("string", TIME + "ZonedTimestamp"),
            "\"9999-12-31T23:59:59.999999Z\"",
            ColumnType.TIMESTAMP,
            253402300799999999L),
        arguments(semantic("int32", TIME + "Time"), "43200123", ColumnType.STRING, "12:00:00.123"),
        arguments(
            semantic("int64", TIME + "MicroTime"), "86400000000", ColumnType.STRING, "24:00:00"),
        arguments(
            semantic("int64", TIME + "NanoTime"), "1000", ColumnType.STRING, "00:00:00.000001"),
        arguments(
            semantic("string", TIME + "IsoTime"),
            "\"23:59:59.5Z\"",
            ColumnType.STRING,
            "23:59:59.5"),
        arguments(
            semantic("string", TIME + "Interval"),
            "\"P1Y-2M3DT-4H-5M-6.000001S\"",
            ColumnType.STRING,
            "10 mons 3 days -04:05:06.000001"),
        arguments(semantic("string", "io.debezium.data.Enum"), "\"ok\"", ColumnType.STRING, "ok"),
        arguments(bits("BIT", 9), "\"VQE=\"", ColumnType.STRING, "101010101"),
        arguments(bits("BIT", 9), "\"\"", ColumnType.STRING, "000000000"),
        arguments(bits("VARBIT", 9), "\"VQE=\"", ColumnType.STRING, "101010101"),
        arguments(
            column("map", ",\"keys\":" + item("string") + ",\"values\":" + item("string")),
            "{\"a\":\"1\",\"b\":null}",
            ColumnType.MAP,
            mapWithNull()),
        arguments(
            array(item("int32"), "_INT4", 10, 0),
            "[1,null]",
            ColumnType.array(ColumnType.INT),
            Arrays.asList(1, null)),
        arguments(
            array(item("string"), "_NUMERIC", 10, 2),
            "[\"1.1\"]",
            ColumnType.array(ColumnType.decimal(10, 2)),
            List.of(dec("1.10"))),
        arguments(
            semantic("struct", "acme.Thing"),
            "{ \"a\": [1, {}]}",
            ColumnType.STRING,
            "{ \"a\": [1, {}]}"),
        arguments(semantic("int64", "acme.Ticks"), "12", ColumnType.STRING, "12"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueHasItsColumnsTypeAndIsExact(
      String schema, String json, ColumnType type, Object expected) {
    Decoded decoded = EventText.insert(schema, json).decodedBy(decoder);

    assertThat(decoded).isInstanceOf(ChangeEvent.class);
    ChangeEvent event = (ChangeEvent) decoded;
    assertThat(event.schema().columns().get(1).type()).isEqualTo(type);
    assertThat(event.after().value(1)).isEqualTo(expected);
    assertThat(event.after().unrepresentable()).isEmpty();
  }

  static Stream<Arguments> unrepresentable() {
    return Stream.of(
        arguments(numeric(10, 2), "\"NAN\"", "NaN"),
        arguments(numeric(10, 2), "\"POSITIVE_INFINITY\"", "Infinity"),
        arguments(numeric(10, 2), "\"NEGATIVE_INFINITY\"", "-Infinity"),
        arguments(semantic("int32", TIME + "Date"), "2932897", "10000-01-01"),
        arguments(semantic("int32", TIME + "Date"), "-719163", "0001-12-31 BC"),
        arguments(semantic("int32", TIME + "Date"), "2146033979", "infinity"),
        arguments(semantic("int32", TIME + "Date"), "-622191234", "infinity"),
        arguments(semantic("int32", TIME + "Date"), "-2147472691", "-infinity"),
        arguments(semantic("int32", TIME + "Date"), "-625821272", "-infinity"),
        arguments(semantic("int64", TIME + "MicroTimestamp"), "9223372036854775807", "infinity"),
        arguments(semantic("int64", TIME + "MicroTimestamp"), "-9223372036854775808", "-infinity"),
        arguments(
            semantic("int64", TIME + "MicroTimestamp"),
            "-9223372036853775810",
            "? after 294247-01-10 04:00:54"),
        arguments(
            semantic("int64", TIME + "MicroTimestamp"),
            "253402300800000000",
            "10000-01-01 00:00:00"),
        arguments(
            semantic("int64", TIME + "MicroTimestamp"),
            "-62135596800000001",
            "0001-12-31 23:59:59.999999 BC"),
        arguments(semantic("int64", TIME + "Timestamp"), "9223372036825200000", "infinity"),
        arguments(semantic("int64", TIME + "Timestamp"), "-9223372036832400000", "-infinity"),
        arguments(
            semantic("int64", TIME + "Timestamp"), "9224318015999999", "294276-12-31 23:59:59.999"),
        arguments(semantic("string", TIME + "ZonedTimestamp"), "\"infinity\"", "infinity"),
        arguments(semantic("string", TIME + "ZonedTimestamp"), "\"-infinity\"", "-infinity"),
        arguments(
            semantic("string", TIME + "ZonedTimestamp"),
            "\"-0043-03-15T12:00:00.000000Z\"",
            "0044-03-15 12:00:00+00 BC"),
        arguments(
            semantic("string", TIME + "ZonedTimestamp"),
            "\"+294276-12-31T23:59:59.999999Z\"",
            "294276-12-31 23:59:59.999999+00"),
        arguments(bits("VARBIT", 20), "\"FQ==\"", "? 10101 after zeros, or none"),
        arguments(
            array(
                "{\"type\":\"int32\",\"optional\":true,\"name\":\"io.debezium.time.Date\"}",
                "_DATE",
                13,
                0),
            "[20454,null,2932897]",
            "{2026-01-01,NULL,10000-01-01}"));
  }

  @ParameterizedTest
  @MethodSource("unrepresentable")
  void whatItsTypeCannotHoldIsNullAndKeptAsPostgresSpellsIt(
      String schema, String json, String text) {
    ChangeEvent event = (ChangeEvent) EventText.insert(schema, json).decodedBy(decoder);

    assertThat(event.after().value(1)).isNull();
    assertThat(event.after().unrepresentable()).isEqualTo(Map.of("v", text));
  }

  static Stream<Arguments> doubtful() {
    String texts = array(item("string"), "_TEXT", 9, 0);
    return Stream.of(
        arguments(
            semantic("string", TIME + "ZonedTime"),
            "\"06:30:00Z\"",
            "06:30:00+00",
            "? 06:30:00+00 in UTC"),
        arguments(semantic("string", TIME + "ZonedTime"), "null", null, "?"),
        arguments(
            semantic("string", TIME + "Interval"),
            "\"P0Y0M0DT0H0M0S\"",
            "00:00:00",
            "? 00:00:00, infinity or -infinity"),
        arguments(sourceType("string", "AMOUNT", 10, 2), "\"NAN\"", "NAN", "? NaN"),
        arguments(texts, "[null,null]", null, "? an array of arrays, or {NULL,NULL}"),
        arguments(texts, "[\"[Ljava.lang.String;@5d481e80\"]", null, "? an array of arrays"),
        arguments(array(item("int32"), "INT2VECTOR", 9, 0), "[]", null, "?"),
        arguments(array(item("string"), "_NUMERIC", 131089, 0), "null", null, "?"),
        arguments(
            array(
                "{\"type\":\"int64\",\"optional\":true,\"name\":\"io.debezium.time.MicroTime\"}",
                "_TIME",
                15,
                6),
            "[43200123000]",
            null,
            "? {12:00:00.123}"),
        arguments(
            array(
                "{\"type\":\"int64\",\"optional\":true,\"name\":\"io.debezium.time.MicroTimestamp\"}",
                "_TIMESTAMP",
                29,
                6),
            "[-14830992000000000]",
            null,
            "? {1500-01-10 00:00:00}"));
  }

  @ParameterizedTest
  @MethodSource("doubtful")
  void aValueThatOtherValuesArriveLikeIsInDoubt(
      String schema, String json, Object value, String text) {
    ChangeEvent event = (ChangeEvent) EventText.insert(schema, json).decodedBy(decoder);

    assertThat(event.after().value(1)).isEqualTo(value);
    assertThat(event.after().unrepresentable()).isEqualTo(Map.of("v", text));
  }

  private static String numeric(int precision, int scale) {
    return sourceType("string", "NUMERIC", precision, scale);
  }

  private static String bits(String source, int length) {
    return column(
        "bytes",
        ",\"name\":\"io.debezium.data.Bits\",\"parameters\":{\"length\":\""
            + length
            + "\",\"__debezium.source.column.type\":\""
            + source
            + "\"}");
  }

  private static String item(String type) {
    return "{\"type\":\"" + type + "\",\"optional\":true}";
  }

  private static BigDecimal dec(String text) {
    return new BigDecimal(text);
  }

  private static BigDecimal nines(int digits) {
    return new BigDecimal("9".repeat(digits));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }

  private static Map<String, String> mapWithNull() {
    Map<String, String> map = new HashMap<>();
    map.put("a", "1");
    map.put("b", null);
    return map;
  }
}
