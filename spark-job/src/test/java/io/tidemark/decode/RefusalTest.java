package io.tidemark.decode;

import static io.tidemark.decode.EventText.bytes;
import static io.tidemark.decode.EventText.column;
import static io.tidemark.decode.EventText.semantic;
import static io.tidemark.decode.EventText.sourceType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused, and that the reason names it. */
class RefusalTest {
  private static final String NUMERIC = sourceType("string", "NUMERIC", 5, 2);
  private static final String DATE = semantic("int32", "io.debezium.time.Date");
  private static final String MOMENT = semantic("string", "io.debezium.time.ZonedTimestamp");

  private final Decoder decoder = new Decoder(DecoderSettings.of(EventText.PLACEHOLDER));

  static Stream<Arguments> values() {
    return Stream.of(
        arguments(column("int32", ""), "\"1\"", "expected a whole number but found \"1\""),
        arguments(column("int32", ""), "1.5", "expected a whole number but found \"1.5\""),
        arguments(column("int32", ""), "2147483648", "\"2147483648\" is not between"),
        arguments(column("int64", ""), "9223372036854775808", "\"9223372036854775808\" is not"),
        arguments(column("int32", ""), "[1]", "expected a whole number but found an array"),
        arguments(column("boolean", ""), "1", "expected true or false but found \"1\""),
        arguments(column("string", ""), "{}", "expected a string but found an object"),
        arguments(column("double", ""), "\"inf\"", "expected a number, NaN or Infinity"),
        arguments(column("double", ""), "1e999", "does not fit in 64 bits"),
        arguments(column("float", ""), "1e39", "does not fit in 32 bits"),
        arguments(column("bytes", ""), "\"A===\"", "\"A===\" is not base64"),
        arguments(NUMERIC, "\"1e2\"", "expected a decimal number but found \"1e2\""),
        arguments(NUMERIC, "\"1,5\"", "expected a decimal number but found \"1,5\""),
        arguments(NUMERIC, "\"\"", "expected a decimal number but found \"\""),
        arguments(NUMERIC, "\"1.005\"", "\"1.005\" does not fit in numeric(5,2)"),
        arguments(NUMERIC, "\"1000.00\"", "\"1000.00\" does not fit in numeric(5,2)"),
        arguments(NUMERIC, "12.5", "expected a string but found \"12.5\""),
        arguments(DATE, "\"2026-01-01\"", "expected a whole number"),
        arguments(MOMENT, "\"2026-02-30T00:00:00Z\"", "expected a timestamp but found"),
        arguments(MOMENT, "\"2026-02-28T00:00:00\"", "expected a timestamp but found"),
        arguments(MOMENT, "\"2026-02-28T00:00:00.0000001Z\"", "finer than microseconds"),
        arguments(
            semantic("int64", "io.debezium.time.MicroTime"), "86400000001", "is not between 0"),
        arguments(
            semantic("string", "io.debezium.time.Interval"), "\"1 day\"", "expected an interval"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void aValueThatDoesNotFitItsSchemaIsRefusedByName(String schema, String json, String reason) {
    Refusal refusal = (Refusal) EventText.insert(schema, json).decodedBy(decoder);

    assertThat(refusal.reason()).startsWith("value: field \"after\": field \"v\": ");
    assertThat(refusal.reason()).contains(reason);
  }

  @Test
  void aRequiredFieldThatIsNullIsRefused() {
    String required = column("int32", "").replace("true", "false");

    Refusal refusal = (Refusal) EventText.insert(required, "null").decodedBy(decoder);

    assertThat(refusal.reason()).endsWith("null, but its schema says that it is never null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"op\":\"c\"}}|\"op\":\"x\"}}|the operation \"x\" is none of r, c, u, d, t, m",
        "\"op\":\"c\"}}|\"op\":null}}|field \"op\": null",
        "\"op\":\"c\"}}|\"op\":\"d\"}}|the operation is d, but it has an after",
        "\"op\":\"c\"}}|\"op\":\"t\"}}|it is a truncation, but has a row or a key",
        "\"op\":\"c\"}}|\"op\":\"m\"}}|it has no message",
        "\"op\":\"c\"}}|\"op\":\"c\"}|it ends too early",
        "\"op\":\"c\"}}|\"op\":\"c\"}}}|something follows its payload",
        "\"op\":\"c\"}}|\"op\":\"c\"}} 1|something follows its payload",
        "\"op\":\"c\"}}|\"op\":\"c\",\"op\":\"c\"}}|the field \"op\" comes twice",
        "\"op\":\"c\"}}|\"op\":\"c\",\"x\":1}}|the field \"x\" is not in its schema",
        "\"before\":null,\"after\"|\"after\"|the field \"before\" of its schema is missing",
        "{\"id\":1,\"v\":5}|{\"id\":1}|the field \"v\" of its schema is missing",
        "{\"id\":1,\"v\":5}|{\"id\":1,\"v\":5,\"v\":6}|the field \"v\" comes twice",
        "{\"id\":1,\"v\":5}|{\"id\":1,\"w\":5}|the field \"w\" is not in its schema",
        "{\"id\":1,\"v\":5}|{\"id\":2,\"v\":5}|the key's column \"id\" differs from the row's",
        "{\"id\":1,\"v\":5}|null|the operation is c, but it has no after",
        "{\"id\":1,\"v\":5}|{\"id\":1,\"v\":05}|not valid JSON",
        "\"table\":\"t\"|\"table\":\"\"|its source names no table",
        "[\\\"5\\\",\\\"6\\\"]|[5,6]|is no sequence",
        "[\\\"5\\\",\\\"6\\\"]|[\\\"5\\\",\\\"six\\\"]|is no sequence of LSNs",
        "{\"ts_ms\":1|{\"ts_ms\":\"1\"|field \"source\": field \"ts_ms\": expected a whole number",
        "\"field\":\"source\"|\"field\":\"sauce\"|has no op or no source",
        "\"optional\":true,\"name\":\"r\",\"field\":\"after\"|\"optional\":1|optional",
      })
  void aBrokenEnvelopeIsRefusedByName(String piece, String other, String reason) {
    Recording event = EventText.insert(column("int32", ""), "5").replacing(piece, other);

    Decoded decoded = event.decodedBy(decoder);

    assertThat(((Refusal) decoded).reason()).contains(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|it is no JSON object",
        "17|it is no JSON object",
        "{}|it is no change event: its fields are \"\"",
        "{\"a\":1}|it is no change event: its fields are \"a\"",
        "{\"op\":\"c\"}|set value.converter.schemas.enable=true",
        "{\"schema\":null,\"payload\":{}}|set value.converter.schemas.enable=true",
        "{\"payload\":{},\"schema\":{}}|set value.converter.schemas.enable=true",
        "{\"schema\":{\"type\":\"struct\",\"optional\":false}}|after the schema comes no payload",
        "{\"schema\":{\"type\":\"struct\",\"optional\":false},\"payload\":{}}|has no op",
        "{\"schema\":{\"type\":\"string\",\"optional\":false},\"payload\":\"a\"}|of a \"string\"",
        "{\"schema\":{\"type\":\"a\",\"type\":\"b\"},\"payload\":1}|Duplicate field 'type'",
      })
  void whatIsNoMessageOfTheConnectorIsRefused(String value, String reason) {
    Recording message = Recording.of("086").withValue(bytes(value));

    Refusal refusal = (Refusal) message.decodedBy(decoder);

    assertThat(refusal.value()).isEqualTo(bytes(value));
    assertThat(refusal.key()).isEqualTo(message.key());
    assertThat(refusal.reason()).contains(reason);
  }

  @Test
  void emptyBytesAreRefused() {
    Refusal refusal = (Refusal) Recording.of("086").withValue(new byte[0]).decodedBy(decoder);

    assertThat(refusal.reason()).isEqualTo("value: it is no JSON object");
  }

  @ParameterizedTest
  @ValueSource(strings = {"083", "085", "091", "255", "304", "502"})
  void aRecordedEventWithoutASchemaIsRefusedWithTheSettingToChange(String number) {
    Refusal refusal = (Refusal) Recording.of(number).decodedBy(decoder);

    assertThat(refusal.reason())
        .isEqualTo(
            "value: it carries no schema, so that its types are unknown: set"
                + " value.converter.schemas.enable=true and key.converter.schemas.enable=true on"
                + " the connector");
  }

  @Test
  void aKeyWithoutASchemaIsRefusedWithTheSettingToChange() {
    Refusal refusal =
        (Refusal) Recording.of("086").withKey(bytes("{\"id\":10}")).decodedBy(decoder);

    assertThat(refusal.reason())
        .isEqualTo(
            "key: it carries no schema: set key.converter.schemas.enable=true on the connector");
  }

  @Test
  void aKeyThatItsTypeCannotHoldIsRefused() {
    assertThat(((Refusal) Recording.of("774").decodedBy(decoder)).reason())
        .isEqualTo(
            "key: field \"d\": the key holds \"infinity\", which its type in the lake cannot, so"
                + " that rows could not be told apart");
    assertThat(((Refusal) Recording.of("785").decodedBy(decoder)).reason()).contains("\"NaN\"");
  }

  @ParameterizedTest
  @CsvSource({
    "086, __debezium.newkey, 'it has the header \"__debezium.newkey\", but is no delete'",
    "086, __debezium.oldkey, 'it has the header \"__debezium.oldkey\", but is no create'",
    "094, __debezium.oldkey, 'it has the header \"__debezium.oldkey\", but is no create'"
  })
  void theHeaderOfAKeyChangeOnAnotherOperationIsRefused(
      String number, String header, String reason) {
    Recording event = Recording.of(number);

    Decoded decoded =
        decoder.decode(
            event.at(),
            event.key(),
            event.value(),
            Headers.of(Map.of(header, bytes("{\"id\":1}"))));

    assertThat(((Refusal) decoded).reason()).isEqualTo(reason);
  }

  @Test
  void aMalformedHeaderOfAKeyChangeIsRefused() {
    Recording event = Recording.of("094");

    Decoded decoded =
        decoder.decode(
            event.at(),
            event.key(),
            event.value(),
            Headers.of(Map.of("__debezium.newkey", bytes("Struct{id=11}"))));

    assertThat(((Refusal) decoded).reason())
        .isEqualTo("header of the key change: its payload is no object");
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    byte[] value = Recording.of("086").value().clone();
    String text = new String(value, StandardCharsets.ISO_8859_1);
    value[text.lastIndexOf("Ann")] = (byte) 0xC0;
    value[text.lastIndexOf("Ann") + 1] = (byte) 0x80;

    Refusal refusal = (Refusal) Recording.of("086").withValue(value).decodedBy(decoder);

    assertThat(refusal.reason()).startsWith("value: not UTF-8 at byte ");
  }

  @Test
  void halfASurrogatePairIsRefused() {
    Recording event = EventText.insert(column("string", ""), "\"a\\ud83d\"");

    assertThat(((Refusal) event.decodedBy(decoder)).reason())
        .startsWith("value: half a surrogate pair at byte ");
  }

  @Test
  void aBombOfNestingIsRefused() {
    Recording event =
        EventText.insert(semantic("struct", "acme.Deep"), "[".repeat(5_000) + "]".repeat(5_000));

    assertThat(((Refusal) event.decodedBy(decoder)).reason()).contains("nesting depth");
  }

  @Test
  void aTextBeyondTheLimitIsRefused() {
    Decoder strict = new Decoder(new DecoderSettings(EventText.PLACEHOLDER, 1_000, 100));
    Recording event = EventText.insert(column("string", ""), '"' + "x".repeat(60_000) + '"');

    assertThat(((Refusal) event.decodedBy(strict)).reason()).contains("String value length");
  }

  @Test
  void aNumberOfThousandsOfDigitsIsRefused() {
    Recording event = EventText.insert(column("double", ""), "1".repeat(5_000));

    assertThat(((Refusal) event.decodedBy(decoder)).reason()).contains("Number value length");
  }

  @Test
  void aLongValueIsQuotedShort() {
    Recording event = EventText.insert(column("int32", ""), '"' + "y".repeat(10_000) + '"');

    assertThat(((Refusal) event.decodedBy(decoder)).reason())
        .contains("y".repeat(80) + "…\" (10000 characters)")
        .hasSizeLessThan(250);
  }

  @Test
  void everyTruncationOfAMessageIsRefused() {
    Recording event = Recording.of("086");

    for (int length = 0; length < event.value().length; length++) {
      byte[] cut = Arrays.copyOf(event.value(), length);
      assertThat(event.withValue(cut).decodedBy(decoder)).isInstanceOf(Refusal.class);
    }
    for (int length = 0; length < event.key().length; length++) {
      byte[] cut = Arrays.copyOf(event.key(), length);
      assertThat(event.withKey(cut).decodedBy(decoder)).isInstanceOf(Refusal.class);
    }
  }
}
