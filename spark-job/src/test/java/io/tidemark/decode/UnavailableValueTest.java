package io.tidemark.decode;

import static io.tidemark.decode.EventText.PLACEHOLDER;
import static io.tidemark.decode.EventText.array;
import static io.tidemark.decode.EventText.bytes;
import static io.tidemark.decode.EventText.column;
import static io.tidemark.decode.EventText.semantic;
import static io.tidemark.decode.EventText.sourceType;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms in which the connector says that an update left a large value alone. */
class UnavailableValueTest {
  private static final String TEXT = '"' + PLACEHOLDER + '"';
  private static final String BASE64 =
      '"' + Base64.getEncoder().encodeToString(bytes(PLACEHOLDER)) + '"';
  private static final String CODES =
      PLACEHOLDER.chars().mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
  private static final String HSTORE = "{\"" + PLACEHOLDER + "\":\"" + PLACEHOLDER + "\"}";
  private static final String UUIDS = "[\"" + UUID.nameUUIDFromBytes(bytes(PLACEHOLDER)) + "\"]";
  private static final String STRINGS = "{\"type\":\"string\",\"optional\":true}";

  private final Decoder decoder = new Decoder(DecoderSettings.of(PLACEHOLDER));

  static Stream<Arguments> forms() {
    return Stream.of(
        arguments(column("string", ""), TEXT),
        arguments(semantic("string", "io.debezium.data.Json"), TEXT),
        arguments(semantic("string", "io.debezium.data.Json"), quoted(HSTORE)),
        arguments(column("map", ",\"keys\":" + STRINGS + ",\"values\":" + STRINGS), HSTORE),
        arguments(sourceType("string", "NUMERIC", 10, 2), TEXT),
        arguments(sourceType("string", "NUMERIC", 131089, 0), TEXT),
        arguments(column("bytes", ""), BASE64),
        arguments(sourceType("string", "BYTEA", 9, 0), BASE64),
        arguments(sourceType("bytes", "TSQUERY", 9, 0), BASE64),
        arguments(array(STRINGS, "_TEXT", 9, 0), '[' + TEXT + ']'),
        arguments(
            array("{\"type\":\"bytes\",\"optional\":true}", "_BYTEA", 9, 0), '[' + BASE64 + ']'),
        arguments(array("{\"type\":\"int32\",\"optional\":true}", "_INT4", 9, 0), CODES),
        arguments(array("{\"type\":\"int64\",\"optional\":true}", "_INT8", 9, 0), CODES),
        arguments(
            array(
                "{\"type\":\"int32\",\"optional\":true,\"name\":\"io.debezium.time.Date\"}",
                "_DATE",
                9,
                0),
            CODES),
        arguments(
            array(
                "{\"type\":\"string\",\"optional\":true,\"name\":\"io.debezium.data.Uuid\"}",
                "_UUID",
                9,
                0),
            UUIDS));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void anUpdateKnowsThePlaceholderInItsForm(String schema, String json) {
    ChangeEvent event = (ChangeEvent) EventText.update(schema, json).decodedBy(decoder);

    assertThat(event.after().value(1)).isSameAs(Unavailable.VALUE);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theCreateOfAChangedKeyKnowsItToo(String schema, String json) {
    Recording insert = EventText.insert(schema, json);
    Recording created =
        new Recording(
            "c",
            insert.at(),
            insert.key(),
            insert.value(),
            Map.of("__debezium.oldkey", bytes("{\"id\":2}")));

    ChangeEvent event = (ChangeEvent) created.decodedBy(decoder);

    assertThat(event.after().value(1)).isSameAs(Unavailable.VALUE);
    assertThat(event.otherKey()).isEqualTo(List.of(2));
  }

  @Test
  void anUpdateToNullOfATypeWithoutAFormIsInDoubtUnlessTheOldRowIsSent() {
    String numbers = array("{\"type\":\"int16\",\"optional\":true}", "_INT2", 9, 0);

    ChangeEvent update = (ChangeEvent) EventText.update(numbers, "null").decodedBy(decoder);
    ChangeEvent insert = (ChangeEvent) EventText.insert(numbers, "null").decodedBy(decoder);
    ChangeEvent full =
        (ChangeEvent)
            EventText.update(numbers, "null")
                .replacing("\"before\":null", "\"before\":{\"id\":1,\"v\":[7]}")
                .decodedBy(decoder);

    assertThat(update.after().value(1)).isSameAs(Unavailable.OR_NULL);
    assertThat(insert.after().value(1)).isNull();
    assertThat(full.after().value(1)).isNull();
    assertThat(full.before().value(1)).isEqualTo(List.of((short) 7));
  }

  @Test
  void anUpdatedTextThatEqualsThePlaceholderIsATextIfTheOldRowIsSent() {
    ChangeEvent full =
        (ChangeEvent)
            EventText.update(column("string", ""), TEXT)
                .replacing("\"before\":null", "\"before\":{\"id\":1,\"v\":\"old\"}")
                .decodedBy(decoder);

    assertThat(full.after().value(1)).isEqualTo(PLACEHOLDER);
  }

  @Test
  void anInsertedTextThatEqualsThePlaceholderIsAText() {
    ChangeEvent event =
        (ChangeEvent) EventText.insert(column("string", ""), TEXT).decodedBy(decoder);

    assertThat(event.after().value(1)).isEqualTo(PLACEHOLDER);
  }

  @Test
  void aLongerArrayThatHoldsThePlaceholderIsAnArray() {
    Recording update = EventText.update(array(STRINGS, "_TEXT", 9, 0), "[" + TEXT + ",\"b\",null]");

    ChangeEvent event = (ChangeEvent) update.decodedBy(decoder);

    assertThat(event.after().value(1)).isEqualTo(Arrays.asList(PLACEHOLDER, "b", null));
  }

  @Test
  void theRecordedUpdateOfALargeRowHasOneForEachFormThatTheConnectorCarries() {
    ChangeEvent event = (ChangeEvent) Recording.of("696").decodedBy(decoder);

    List<String> unavailable =
        event.schema().columns().stream()
            .map(Column::name)
            .filter(name -> event.after().value(event.schema().indexOf(name)) == Unavailable.VALUE)
            .toList();
    assertThat(unavailable)
        .containsExactly(
            "t", "vc", "js", "jb", "xm", "b", "n", "hs", "ci", "bl", "ta", "va", "ia", "ba", "da",
            "ua", "ja", "bya", "nr", "tv", "cmp", "lt");
  }

  private static String quoted(String json) {
    return '"' + json.replace("\"", "\\\"") + '"';
  }
}
