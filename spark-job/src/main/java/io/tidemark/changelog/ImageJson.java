package io.tidemark.changelog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tidemark.decode.Column;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.Unavailable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * An image as a JSON object, column by column in the source's order. Decimals are exact numbers,
 * dates and timestamps ISO 8601, bytes Base64, NaN and infinities strings, a value that its column
 * cannot hold its source text. A value that the source did not send is left out.
 */
public final class ImageJson {
  private static final JsonFactory JSON = new JsonFactory();

  private ImageJson() {}

  /** The image; null for none. */
  public static String of(RowSchema schema, Image image) {
    return image == null ? null : of(schema, image, false);
  }

  /** The image with null for what may be NULL or unsent; null for none. */
  static String withDoubts(RowSchema schema, Image image) {
    return image == null ? null : of(schema, image, true);
  }

  private static String of(RowSchema schema, Image image, boolean doubts) {
    return write(
        out -> {
          for (int i = 0; i < schema.columns().size(); i++) {
            Column column = schema.columns().get(i);
            Object value = image.value(i);
            if (value == null && image.unrepresentable().containsKey(column.name())) {
              out.writeStringField(column.name(), image.unrepresentable().get(column.name()));
            } else if (!(value instanceof Unavailable)) {
              out.writeFieldName(column.name());
              value(out, column.type(), value);
            } else if (doubts && value == Unavailable.OR_NULL) {
              out.writeNullField(column.name());
            }
          }
        });
  }

  /** A key; null for none. */
  public static String ofKey(RowSchema schema, List<Object> key) {
    if (key == null) {
      return null;
    }
    return write(
        out -> {
          for (int i = 0; i < key.size(); i++) {
            String name = schema.key().get(i);
            out.writeFieldName(name);
            int place = schema.indexOf(name);
            value(
                out,
                place < 0 ? ColumnType.STRING : schema.columns().get(place).type(),
                key.get(i));
          }
        });
  }

  private interface Fields {
    void write(JsonGenerator out) throws IOException;
  }

  private static String write(Fields fields) {
    StringWriter json = new StringWriter(256);
    try (JsonGenerator out = JSON.createGenerator(json)) {
      out.writeStartObject();
      fields.write(out);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return json.toString();
  }

  private static void value(JsonGenerator out, ColumnType type, Object value) throws IOException {
    if (value == null) {
      out.writeNull();
      return;
    }
    switch (type.kind()) {
      case BOOLEAN -> out.writeBoolean((Boolean) value);
      case SHORT, INT, LONG -> out.writeNumber(((Number) value).longValue());
      case FLOAT -> real(out, ((Number) value).doubleValue(), value.toString());
      case DOUBLE -> real(out, (Double) value, value.toString());
      case DECIMAL -> out.writeNumber(((BigDecimal) value).toPlainString());
      case STRING -> out.writeString(value.toString());
      case BINARY -> out.writeBinary((byte[]) value);
      case DATE -> out.writeString(LocalDate.ofEpochDay((Integer) value).toString());
      case TIMESTAMP -> out.writeString(instant((Long) value).toString());
      case TIMESTAMP_NTZ ->
          out.writeString(
              LocalDateTime.ofInstant(instant((Long) value), ZoneOffset.UTC).toString());
      case ARRAY -> {
        out.writeStartArray();
        for (Object element : (List<?>) value) {
          value(out, type.element(), element);
        }
        out.writeEndArray();
      }
      case MAP -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
          out.writeFieldName(entry.getKey().toString());
          value(out, ColumnType.STRING, entry.getValue());
        }
        out.writeEndObject();
      }
    }
  }

  private static void real(JsonGenerator out, double value, String text) throws IOException {
    if (Double.isFinite(value)) {
      out.writeNumber(text);
    } else {
      out.writeString(text);
    }
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
