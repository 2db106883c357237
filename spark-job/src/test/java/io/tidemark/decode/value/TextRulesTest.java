package io.tidemark.decode.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ColumnType;
import io.tidemark.decode.value.TextRules.SourceType;
import io.tidemark.decode.value.TextRules.TextReader;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextRulesTest {
  private static final int MODIFIER_BEGIN = 4;

  @ParameterizedTest
  @CsvSource({"10,2", "38,0", "5,-2", "3,5", "77,2", "0,0"})
  void aDecimalHasTheTypeThatTheConnectorsEventsGiveIt(int precision, int scale)
      throws BadMessageException {
    FieldSchema sent =
        new FieldSchema(
            "n",
            "string",
            null,
            true,
            Map.of(
                "__debezium.source.column.type", "NUMERIC",
                "__debezium.source.column.length", Integer.toString(precision),
                "__debezium.source.column.scale", Integer.toString(scale)),
            List.of(),
            null,
            null,
            null);
    int modifier = precision == 0 ? -1 : ((precision << 16) | (scale & 0x7ff)) + MODIFIER_BEGIN;
    assertThat(reader("numeric", modifier).type()).isEqualTo(TypeRules.of(sent).type());
  }

  @Test
  void numbersAreExact() {
    int modifier = ((10 << 16) | 2) + MODIFIER_BEGIN;
    assertThat(reader("numeric", modifier).value("12.5")).isEqualTo(new BigDecimal("12.50"));
    assertThat(reader("numeric", modifier).value("NaN")).isEqualTo(Unrepresentable.of("NaN"));
    assertThat(reader("numeric", -1).value("1.50")).isEqualTo("1.50");
    assertThat(reader("money", -1).value("-0.01")).isEqualTo(new BigDecimal("-0.01"));
    assertThat(reader("float8", -1).value("-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(reader("float4", -1).value("1e-45")).isEqualTo(Float.MIN_VALUE);
    assertThat(reader("oid", -1).value("4294967295")).isEqualTo(4_294_967_295L);
    assertThat(reader("int2", -1).value(null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-02-28 23:59:59.999999",
        "0001-01-01 00:00:00",
        "1969-12-31 23:59:59.5",
        "1500-02-28 12:00:00"
      })
  void timestampsAreMicroseconds(String text) {
    LocalDateTime at = LocalDateTime.parse(text.replace(' ', 'T'));
    long micros = ChronoUnit.MICROS.between(LocalDateTime.of(1970, 1, 1, 0, 0), at);
    assertThat(reader("timestamp", -1).value(text)).isEqualTo(micros);
    assertThat(reader("timestamptz", -1).value(text + "+00")).isEqualTo(micros);
    assertThat(PostgresText.timestamp(micros)).isEqualTo(text);
    assertThat(PostgresText.date((Integer) reader("date", -1).value(text.substring(0, 10))))
        .isEqualTo(text.substring(0, 10));
  }

  @ParameterizedTest
  @CsvSource({
    "date,infinity",
    "date,-infinity",
    "date,0044-03-15 BC",
    "date,10000-01-01",
    "timestamp,0044-03-15 12:00:00 BC",
    "timestamp,290000-01-01 00:00:00",
    "timestamptz,infinity",
    "timestamptz,0044-03-15 12:00:00+00 BC",
    "interval,-infinity"
  })
  void whatTheTypeCannotHoldIsKeptAsText(String type, String text) {
    assertThat(reader(type, -1).value(text)).isEqualTo(Unrepresentable.of(text));
  }

  @Test
  void bytesAndBits() {
    assertThat((byte[]) reader("bytea", -1).value("\\xdeadbeef00"))
        .containsExactly(0xde, 0xad, 0xbe, 0xef, 0);
    assertThat(reader("bit", 1).type()).isEqualTo(ColumnType.BOOLEAN);
    assertThat(reader("bit", 1).value("1")).isEqualTo(true);
    assertThat(reader("bit", 9).value("000000001")).isEqualTo("000000001");
  }

  @Test
  void arraysHaveElementsAndArraysOfArraysDoNot() {
    TextReader ints = TextRules.of(new SourceType("int4", -1, true, false, false)).orElseThrow();
    assertThat(ints.type()).isEqualTo(ColumnType.array(ColumnType.INT));
    assertThat(ints.value("{1,NULL,3}")).isEqualTo(Arrays.asList(1, null, 3));
    assertThat(ints.value("{}")).isEqualTo(List.of());
    assertThat(ints.value("[0:1]={1,2}")).isEqualTo(List.of(1, 2));
    assertThat(ints.value("{{1,2},{3,4}}")).isEqualTo(Unrepresentable.of("{{1,2},{3,4}}"));
    TextReader dates = TextRules.of(new SourceType("date", -1, true, false, false)).orElseThrow();
    assertThat(dates.value("{infinity,2026-01-01}"))
        .isEqualTo(Unrepresentable.of("{infinity,2026-01-01}"));
    assertThat(ints.asStreamed()).as("an array of NULLs arrives in doubt").isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timetz",
        "varbit",
        "hstore",
        "polygon",
        "c_addr",
        "tsquery",
        "xid8",
        "int2vector"
      })
  void whatTheConnectorSendsInAFormOfItsOwnHasNoRule(String type) {
    assertThat(TextRules.of(new SourceType(type, -1, false, false, false))).isEmpty();
  }

  @Test
  void aDomainOverNumericHasNoRuleAsItsValuesArriveAsText() {
    assertThat(TextRules.of(new SourceType("numeric", -1, false, true, false))).isEmpty();
    assertThat(TextRules.of(new SourceType("int4", -1, false, true, false)))
        .map(TextReader::type)
        .contains(ColumnType.INT);
  }

  private static TextReader reader(String type, int modifier) {
    return TextRules.of(new SourceType(type, modifier, false, false, false)).orElseThrow();
  }
}
