package io.tidemark.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalTextTest {
  private static final DataType MONEY = new DecimalType(19, 2);

  static Stream<Arguments> equals() {
    return Stream.of(
        Arguments.of("bool", BooleanType.BOOLEAN, "t", true),
        Arguments.of("bit", BooleanType.BOOLEAN, "0", false),
        Arguments.of("int2", ShortType.SHORT, "-3", (short) -3),
        Arguments.of("int4", IntegerType.INTEGER, "7", 7),
        Arguments.of("int8", LongType.LONG, "-9223372036854775808", Long.MIN_VALUE),
        Arguments.of("float4", FloatType.FLOAT, "1.1", 1.1f),
        Arguments.of("float8", DoubleType.DOUBLE, "1e+300", 1e300),
        Arguments.of("float8", DoubleType.DOUBLE, "-Infinity", Double.NEGATIVE_INFINITY),
        Arguments.of("float8", DoubleType.DOUBLE, "NaN", Double.NaN),
        Arguments.of("float8", DoubleType.DOUBLE, "-0", -0.0),
        Arguments.of("numeric", MONEY, "1.5", new BigDecimal("1.50")),
        Arguments.of("money", MONEY, "-$1,234.50", new BigDecimal("-1234.50")),
        Arguments.of("text", StringType.STRING, "a\nb", "a\nb"),
        Arguments.of("bytea", BinaryType.BINARY, "\\x00ff", new byte[] {0, -1}),
        Arguments.of("date", DateType.DATE, "1969-12-31", -1),
        Arguments.of("timestamptz", TimestampType.TIMESTAMP, "1969-12-31 23:59:59.999999+00", -1L),
        Arguments.of(
            "timestamp", TimestampNTZType.TIMESTAMP_NTZ, "1970-01-01 00:00:00.5", 500_000L),
        Arguments.of(
            "timestamp",
            TimestampNTZType.TIMESTAMP_NTZ,
            "9999-12-31 23:59:59.999999",
            253_402_300_799_999_999L),
        Arguments.of(
            "numeric[]",
            new ArrayType(MONEY, true),
            "{1.5,NULL}",
            Arrays.asList(new BigDecimal("1.50"), null)),
        Arguments.of(
            "text[]", new ArrayType(StringType.STRING, true), "{\"a,b\",c}", List.of("a,b", "c")),
        Arguments.of("text", StringType.STRING, null, null));
  }

  @ParameterizedTest
  @MethodSource("equals")
  void oneValueHasOneTextOnBothSides(String sourceType, DataType type, String source, Object lake) {
    assertThat(CanonicalText.ofSource(sourceType, type, source))
        .isEqualTo(CanonicalText.ofLake(type, lake, null));
  }

  static Stream<Arguments> differences() {
    ArrayType texts = new ArrayType(StringType.STRING, true);
    return Stream.of(
        Arguments.of("numeric", MONEY, "1.501", new BigDecimal("1.50")),
        Arguments.of("numeric", MONEY, "1.51", new BigDecimal("1.50")),
        Arguments.of("text", StringType.STRING, "", null),
        Arguments.of("text", StringType.STRING, null, ""),
        Arguments.of("bytea", BinaryType.BINARY, "\\x", null),
        Arguments.of("float8", DoubleType.DOUBLE, "0.1", 0.10000000000000002),
        Arguments.of("text[]", texts, "{\"a,b\"}", List.of("a", "b")),
        Arguments.of("text[]", texts, "{a,b}", List.of("a,1:b")),
        Arguments.of("text[]", texts, "{NULL}", List.of("NULL")),
        Arguments.of("text[]", texts, "{}", null),
        Arguments.of("date", DateType.DATE, "infinity", 2_146_033_979),
        Arguments.of(
            "timestamptz",
            TimestampType.TIMESTAMP,
            "2026-01-01 00:00:00.000001+00",
            1_767_225_600_000_000L));
  }

  @ParameterizedTest
  @MethodSource("differences")
  void otherValuesHaveOtherTexts(String sourceType, DataType type, String source, Object lake) {
    assertThat(CanonicalText.ofSource(sourceType, type, source))
        .isNotEqualTo(CanonicalText.ofLake(type, lake, null));
  }

  @Test
  void whatTheMirrorsTypeCannotHoldIsTheSameOnlyIfTheRowSaysSo() {
    for (String text : List.of("infinity", "-infinity", "0044-03-15 BC")) {
      String source = CanonicalText.ofSource("date", DateType.DATE, text);
      assertThat(source).isEqualTo(CanonicalText.ofLake(DateType.DATE, null, text));
      assertThat(source).isNotEqualTo(CanonicalText.ofLake(DateType.DATE, null, null));
    }
    assertThat(CanonicalText.ofSource("numeric", MONEY, "NaN"))
        .isEqualTo(CanonicalText.ofLake(MONEY, null, "NaN"))
        .isNotEqualTo(CanonicalText.ofLake(MONEY, null, "Infinity"));
  }

  @Test
  void anElementThatCannotBeRepresentedMakesItsArraySo() {
    DataType days = new ArrayType(DateType.DATE, true);
    assertThat(CanonicalText.ofSource("date[]", days, "{2026-01-01,infinity}"))
        .isEqualTo(CanonicalText.ofLake(days, null, "{2026-01-01,infinity}"))
        .isNotEqualTo(CanonicalText.ofLake(days, null, "{infinity,infinity}"));
  }

  @Test
  void aValueInDoubtIsAnotherOneUnlessItIsNull() {
    DataType numbers = new ArrayType(MONEY, true);
    assertThat(CanonicalText.ofSource("numeric[]", numbers, "{NaN}"))
        .isNotEqualTo(CanonicalText.ofLake(numbers, null, "?"));
    assertThat(CanonicalText.ofSource("numeric[]", numbers, null))
        .isEqualTo(CanonicalText.ofLake(numbers, null, "?"));
    assertThat(CanonicalText.ofSource("int4[]", numbers, "{NULL}"))
        .isNotEqualTo(CanonicalText.ofLake(numbers, null, "? {NULL}"));
  }

  @Test
  void typesOfAnotherSpellingAreNotCompared() {
    assertThat(CanonicalText.comparable("hstore", StringType.STRING)).isFalse();
    assertThat(CanonicalText.comparable("hstore[]", new ArrayType(StringType.STRING, true)))
        .isFalse();
    assertThat(CanonicalText.comparable("int4[]", StringType.STRING)).isFalse();
    assertThat(CanonicalText.comparable("int4", new ArrayType(StringType.STRING, true))).isFalse();
    assertThat(CanonicalText.comparable("int4[]", new ArrayType(IntegerType.INTEGER, true)))
        .isTrue();
  }
}
