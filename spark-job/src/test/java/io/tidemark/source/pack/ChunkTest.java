package io.tidemark.source.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Recording;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.RowKey;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.decode.Unavailable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What goes into a chunk comes out of it. */
class ChunkTest {
  private static final KafkaPosition AT = new KafkaPosition("t.public.a", 3, 1L << 40, 1_700L);
  private static final RowSchema SCHEMA =
      new RowSchema(List.of(new Column("id", ColumnType.LONG, "int8")), List.of("id"));

  @Test
  void everyRecordedMessageComesOutAsItWentIn() {
    Decoder decoder = new Decoder(DecoderSettings.of("__debezium_unavailable_value"));
    List<Decoded> messages = Recording.all().stream().map(r -> r.decodedBy(decoder)).toList();
    assertThat(messages).hasAtLeastOneElementOfType(Refusal.class);
    assertThat(messages).hasAtLeastOneElementOfType(Control.class);
    same(unpacked(messages), messages);
  }

  @Property
  void everyRowComesOutAsItWentIn(@ForAll("rows") List<List<Object>> rows) {
    List<Decoded> messages = new ArrayList<>();
    for (List<Object> row : rows) {
      messages.add(change(row));
    }
    same(unpacked(messages), messages);
  }

  @Test
  void aRefusalKeepsTheRowsThatItIsAbout() {
    RowKey row = new RowKey(List.of("a", "b"), List.of(7L, "x"));
    RowKey other = new RowKey(List.of("a", "b"), List.of(8L, "y"));
    byte[] bytes = "{".getBytes(StandardCharsets.UTF_8);
    List<Decoded> messages =
        List.of(new Refusal(AT, "no", null, bytes, row, other), new Refusal(AT, "no", bytes, null));
    same(unpacked(messages), messages);
  }

  @Test
  @SuppressWarnings("ReferenceEquality")
  void equalSchemasOfSeveralChunksAreOne() {
    Map<RowSchema, RowSchema> known = new HashMap<>();
    byte[] chunk = packed(List.of(change(List.of(1L)), change(List.of(2L))));
    List<Decoded> first = new ChunkReader(chunk, known).messages();
    List<Decoded> second = new ChunkReader(chunk, known).messages();
    assertThat(schema(first.get(1))).isSameAs(schema(first.get(0)));
    assertThat(schema(second.get(0))).isSameAs(schema(first.get(0)));
  }

  @Test
  void aValueOfNoColumnIsRefused() {
    assertThatThrownBy(() -> packed(List.of(change(List.of(new BitSet())))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("BitSet");
  }

  @Provide
  Arbitrary<List<List<Object>>> rows() {
    Arbitrary<Object> scalar =
        Arbitraries.oneOf(
            Arbitraries.just(null),
            Arbitraries.of(Unavailable.class).map(v -> (Object) v),
            Arbitraries.of(true, false).map(v -> (Object) v),
            Arbitraries.shorts().map(v -> (Object) v),
            Arbitraries.integers().map(v -> (Object) v),
            Arbitraries.longs().map(v -> (Object) v),
            Arbitraries.integers().map(v -> (Object) Float.intBitsToFloat(v)),
            Arbitraries.longs().map(v -> (Object) Double.longBitsToDouble(v)),
            Arbitraries.bigDecimals().map(v -> (Object) v),
            Arbitraries.bigIntegers().map(v -> (Object) new BigDecimal(v, 30)),
            Arbitraries.strings().ofMaxLength(40).map(v -> (Object) v),
            Arbitraries.strings().ascii().ofMaxLength(200).map(v -> (Object) v));
    Arbitrary<Object> list = scalar.list().ofMaxSize(4).map(v -> (Object) v);
    Arbitrary<Object> map =
        Arbitraries.maps(Arbitraries.strings().ofMaxLength(5), Arbitraries.strings())
            .ofMaxSize(3)
            .map(v -> (Object) v);
    return Arbitraries.oneOf(scalar, list, map).list().ofMaxSize(8).list().ofMaxSize(5);
  }

  private static ChangeEvent change(List<Object> row) {
    Image image = new Image(Collections.unmodifiableList(row), Map.of("id", "? " + row.size()));
    return new ChangeEvent(
        AT,
        new TableId("public", "a"),
        Operation.UPDATE,
        SCHEMA,
        Arrays.asList(1L),
        row.size() % 2 == 0 ? null : image,
        image,
        new SourcePosition(-1L, Long.MIN_VALUE, 12),
        row.size(),
        row.isEmpty() ? null : 77L,
        false,
        null,
        null,
        row.size() == 3);
  }

  private static RowSchema schema(Decoded message) {
    return ((ChangeEvent) message).schema();
  }

  private static byte[] packed(List<? extends Decoded> messages) {
    ChunkWriter writer = new ChunkWriter();
    messages.forEach(writer::add);
    assertThat(writer.toBytes()).hasSize(writer.size());
    return writer.toBytes();
  }

  private static List<Decoded> unpacked(List<? extends Decoded> messages) {
    return new ChunkReader(packed(messages), new HashMap<>()).messages();
  }

  private static void same(List<Decoded> found, List<Decoded> expected) {
    assertThat(described(found)).isEqualTo(described(expected));
  }

  /** With each value's class, and arrays by their content. */
  private static String described(Object value) {
    if (value instanceof byte[] bytes) {
      return "bytes " + Arrays.toString(bytes);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ChunkTest::described).toList().toString();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, String> sorted = new TreeMap<>();
      map.forEach((name, element) -> sorted.put(described(name), described(element)));
      return sorted.toString();
    }
    if (value instanceof Record) {
      return Arrays.stream(value.getClass().getRecordComponents())
          .map(
              component -> {
                try {
                  return component.getName()
                      + "="
                      + described(component.getAccessor().invoke(value));
                } catch (ReflectiveOperationException e) {
                  throw new IllegalStateException(e);
                }
              })
          .toList()
          .toString();
    }
    return value == null ? "null" : value.getClass().getSimpleName() + " " + value;
  }
}
