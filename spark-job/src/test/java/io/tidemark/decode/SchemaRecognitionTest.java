package io.tidemark.decode;

import static io.tidemark.decode.EventText.column;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A schema is parsed once and recognised by its bytes; no event can tell the difference. */
class SchemaRecognitionTest {
  @Test
  void anEventReadsTheSameWhetherItsSchemaIsNewOrKnown() {
    Decoder warm = new Decoder(DecoderSettings.of(EventText.PLACEHOLDER));
    for (int round = 0; round < 2; round++) {
      for (Recording recording : Recording.all()) {
        Decoder cold = new Decoder(DecoderSettings.of(EventText.PLACEHOLDER));
        assertThat(recording.decodedBy(warm))
            .describedAs(recording.name())
            .usingRecursiveComparison()
            .withEqualsForType(Float::equals, Float.class)
            .withEqualsForType(Double::equals, Double.class)
            .isEqualTo(recording.decodedBy(cold));
      }
    }
  }

  @Test
  void eventsOfOneSchemaShareItsObject() {
    Decoder decoder = new Decoder(DecoderSettings.of(EventText.PLACEHOLDER));
    ChangeEvent first = (ChangeEvent) Recording.of("659").decodedBy(decoder);
    ChangeEvent second = (ChangeEvent) Recording.of("660").decodedBy(decoder);

    assertThat(second.schema()).isSameAs(first.schema());
  }

  @Test
  void aTableThatChangesItsShapeBackAndForthIsReadByEachEventsOwnSchema() {
    Decoder decoder = new Decoder(DecoderSettings.of(EventText.PLACEHOLDER));
    List<String> types = List.of("int32", "string", "boolean", "double", "int64", "bytes");
    List<String> values = List.of("1", "\"a\"", "true", "1.5", "7", "\"AQ==\"");
    List<ColumnType> expected =
        List.of(
            ColumnType.INT,
            ColumnType.STRING,
            ColumnType.BOOLEAN,
            ColumnType.DOUBLE,
            ColumnType.LONG,
            ColumnType.BINARY);
    for (int i = 0; i < 60; i++) {
      int kind = i % types.size();
      ChangeEvent event =
          (ChangeEvent)
              EventText.insert(column(types.get(kind), ""), values.get(kind)).decodedBy(decoder);
      assertThat(event.schema().columns().get(1).type()).isEqualTo(expected.get(kind));
    }
  }

  @Test
  void moreTopicsThanAreRememberedAreReadAllTheSame() {
    Decoder decoder = new Decoder(DecoderSettings.of(EventText.PLACEHOLDER));
    Recording event = EventText.insert(column("int32", ""), "5");
    for (int round = 0; round < 2; round++) {
      for (int topic = 0; topic < 2_000; topic++) {
        KafkaPosition at = new KafkaPosition("p.public.t" + topic, 0, round, 0);
        Decoded decoded = decoder.decode(at, event.key(), event.value(), Headers.of(Map.of()));
        assertThat(decoded).isInstanceOf(ChangeEvent.class);
      }
    }
  }
}
