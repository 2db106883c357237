package io.tidemark.decode.envelope;

import io.tidemark.decode.Column;
import io.tidemark.decode.ColumnNames;
import io.tidemark.decode.Image;
import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.FieldSchema;
import io.tidemark.decode.value.JsonCursor;
import io.tidemark.decode.value.TypeRules;
import io.tidemark.decode.value.Unrepresentable;
import io.tidemark.decode.value.ValueReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the images of one table, in the shape that one schema gives its rows. */
final class RowReader {
  private final FieldSchema schema;
  private final List<Column> columns;
  private final List<ValueReader> readers;
  private final StructReader struct;

  /**
   * @throws BadMessageException if the schema is none of a row
   */
  RowReader(FieldSchema schema) throws BadMessageException {
    this.schema = schema;
    List<Column> described = new ArrayList<>();
    List<ValueReader> typed = new ArrayList<>();
    List<String> names =
        ColumnNames.inLake(schema.fields().stream().map(FieldSchema::field).toList());
    for (FieldSchema field : schema.fields()) {
      ValueReader reader = TypeRules.of(field);
      String source = field.sourceType();
      typed.add(reader);
      described.add(
          new Column(
              names.get(described.size()),
              reader.type(),
              source == null ? null : source.toLowerCase(Locale.ROOT),
              field.optional()));
    }
    this.columns = List.copyOf(described);
    this.readers = List.copyOf(typed);
    this.struct =
        new StructReader(
            schema.fields(), typed.stream().map(r -> (StructReader.FieldReader) r::at).toList());
  }

  List<Column> columns() {
    return columns;
  }

  FieldSchema field(int column) {
    return schema.fields().get(column);
  }

  ValueReader reader(int column) {
    return readers.get(column);
  }

  /** Place of a column, or -1. */
  int place(String column) {
    return struct.place(column);
  }

  /** The image before the change at the cursor, which lacks nothing that it has a place for. */
  Image before(JsonCursor json, boolean optional) throws IOException {
    return read(json, optional, false);
  }

  /** The image after the change at the cursor. */
  Image after(JsonCursor json, boolean optional) throws IOException {
    return read(json, optional, true);
  }

  private Image read(JsonCursor json, boolean optional, boolean unavailable) throws IOException {
    if (json.isNull() && optional) {
      return null;
    }
    json.expectUnavailable(unavailable);
    Object[] values = struct.read(json);
    json.expectUnavailable(false);
    Map<String, String> unrepresentable = Map.of();
    for (int i = 0; i < values.length; i++) {
      if (values[i] instanceof Unrepresentable value) {
        unrepresentable = unrepresentable.isEmpty() ? new HashMap<>() : unrepresentable;
        unrepresentable.put(columns.get(i).name(), value.text());
        values[i] = value.value();
      }
    }
    return new Image(Collections.unmodifiableList(Arrays.asList(values)), unrepresentable);
  }
}
