package io.tidemark.changelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.Unavailable;
import io.tidemark.net.Events;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ImageJsonTest {
  static Stream<Arguments> values() {
    ColumnType text = ColumnType.STRING;
    return Stream.of(
        Arguments.of(ColumnType.BOOLEAN, true, "true"),
        Arguments.of(ColumnType.SHORT, (short) -3, "-3"),
        Arguments.of(ColumnType.INT, 7, "7"),
        Arguments.of(ColumnType.LONG, Long.MIN_VALUE, "-9223372036854775808"),
        Arguments.of(ColumnType.FLOAT, 1.1f, "1.1"),
        Arguments.of(ColumnType.FLOAT, Float.NaN, "\"NaN\""),
        Arguments.of(ColumnType.DOUBLE, 1e300, "1.0E300"),
        Arguments.of(ColumnType.DOUBLE, Double.NEGATIVE_INFINITY, "\"-Infinity\""),
        Arguments.of(ColumnType.decimal(38, 2), new BigDecimal("1E+5"), "100000"),
        Arguments.of(ColumnType.decimal(12, 2), new BigDecimal("-0.10"), "-0.10"),
        Arguments.of(text, "a\"\\\n\u0001ä😀", "\"a\\\"\\\\\\n\\u0001ä😀\""),
        Arguments.of(ColumnType.BINARY, new byte[] {0, -1}, "\"AP8=\""),
        Arguments.of(ColumnType.DATE, -1, "\"1969-12-31\""),
        Arguments.of(
            ColumnType.DATE, (int) LocalDate.of(12026, 1, 1).toEpochDay(), "\"+12026-01-01\""),
        Arguments.of(ColumnType.TIMESTAMP, -1L, "\"1969-12-31T23:59:59.999999Z\""),
        Arguments.of(ColumnType.TIMESTAMP, 253_402_300_799_000_000L, "\"9999-12-31T23:59:59Z\""),
        Arguments.of(ColumnType.TIMESTAMP_NTZ, 500_000L, "\"1970-01-01T00:00:00.500\""),
        Arguments.of(ColumnType.array(ColumnType.INT), Arrays.asList(1, null), "[1,null]"),
        Arguments.of(
            ColumnType.array(ColumnType.array(ColumnType.DATE)),
            List.of(List.of(0), List.of()),
            "[[\"1970-01-01\"],[]]"),
        Arguments.of(ColumnType.MAP, Map.of("k", "v"), "{\"k\":\"v\"}"),
        Arguments.of(ColumnType.MAP, Collections.singletonMap("k", null), "{\"k\":null}"),
        Arguments.of(text, null, "null"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void eachTypeHasItsJson(ColumnType type, Object value, String json) {
    RowSchema schema = Events.schema(List.of("c"), "c", type);
    assertThat(ImageJson.of(schema, Image.of(value))).isEqualTo("{\"c\":" + json + "}");
    assertThat(ImageJson.ofKey(schema, Collections.singletonList(value)))
        .isEqualTo("{\"c\":" + json + "}");
  }

  @Test
  void columnsStandInTheSourcesOrderWithoutThoseNotSent() {
    RowSchema schema =
        Events.schema(
            List.of("b", "a"),
            "a",
            ColumnType.INT,
            "odd \"name\"",
            ColumnType.STRING,
            "b",
            ColumnType.STRING);
    assertThat(ImageJson.of(schema, Image.of(1, Unavailable.VALUE, "x")))
        .isEqualTo("{\"a\":1,\"b\":\"x\"}");
    assertThat(ImageJson.of(schema, Image.of(1, "y", null)))
        .isEqualTo("{\"a\":1,\"odd \\\"name\\\"\":\"y\",\"b\":null}");
    assertThat(ImageJson.ofKey(schema, List.of("x", 1))).isEqualTo("{\"b\":\"x\",\"a\":1}");
  }

  @Test
  void aValueThatItsColumnCannotHoldIsItsText() {
    RowSchema schema = Events.schema(List.of(), "d", ColumnType.DATE, "e", ColumnType.DATE);
    Image image = new Image(Arrays.asList(null, 0), Map.of("d", "infinity"));
    assertThat(ImageJson.of(schema, image)).isEqualTo("{\"d\":\"infinity\",\"e\":\"1970-01-01\"}");
  }

  @Test
  void noImageIsNoJson() {
    assertThat(ImageJson.of(null, null)).isNull();
    assertThat(ImageJson.ofKey(null, null)).isNull();
  }
}
