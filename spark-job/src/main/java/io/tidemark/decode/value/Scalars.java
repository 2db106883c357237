package io.tidemark.decode.value;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Unavailable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Columns whose value is one JSON value of the same meaning. */
final class Scalars {
  static final ValueReader BOOLEAN = new ValueReader(ColumnType.BOOLEAN, JsonCursor::bool);
  static final ValueReader SHORT =
      new ValueReader(
          ColumnType.SHORT, json -> (short) json.whole(Short.MIN_VALUE, Short.MAX_VALUE));
  static final ValueReader INT =
      new ValueReader(
          ColumnType.INT, json -> (int) json.whole(Integer.MIN_VALUE, Integer.MAX_VALUE));
  static final ValueReader LONG =
      new ValueReader(ColumnType.LONG, json -> json.whole(Long.MIN_VALUE, Long.MAX_VALUE));
  static final ValueReader FLOAT = new ValueReader(ColumnType.FLOAT, Scalars::float4);
  static final ValueReader DOUBLE = new ValueReader(ColumnType.DOUBLE, Scalars::float8);
  static final ValueReader STRING = new ValueReader(ColumnType.STRING, Scalars::text);
  static final ValueReader BINARY = new ValueReader(ColumnType.BINARY, Scalars::binary);

  /** Text of a type by a name of the user's, which may be a domain over numeric. */
  static final ValueReader DOMAIN = new ValueReader(ColumnType.STRING, Scalars::ofDomain);

  /** Text whose UTF-8 bytes are sent. */
  static final ValueReader TEXT_IN_BASE64 =
      new ValueReader(ColumnType.STRING, Scalars::textInBase64);

  /** What no rule knows: its JSON, as sent. */
  static final ValueReader RAW = new ValueReader(ColumnType.STRING, Scalars::raw);

  private Scalars() {}

  private static Object float4(JsonCursor json) throws IOException {
    if (json.isText()) {
      return (float) notFinite(json);
    }
    String digits = json.number();
    float value = Float.parseFloat(digits);
    if (Float.isInfinite(value)) {
      throw new BadMessageException(quote(digits) + " does not fit in 32 bits of floating point");
    }
    return value;
  }

  private static Object float8(JsonCursor json) throws IOException {
    if (json.isText()) {
      return notFinite(json);
    }
    String digits = json.number();
    double value = Double.parseDouble(digits);
    if (Double.isInfinite(value)) {
      throw new BadMessageException(quote(digits) + " does not fit in 64 bits of floating point");
    }
    return value;
  }

  private static double notFinite(JsonCursor json) throws IOException {
    String text = json.text();
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default ->
          throw new BadMessageException(
              "expected a number, NaN or Infinity but found " + quote(text));
    };
  }

  private static Object text(JsonCursor json) throws IOException {
    String text = json.text();
    return json.placeholder().isText(text) ? Unavailable.VALUE : text;
  }

  /** A number that is none, as the connector spells it in a domain over numeric. */
  private static Object ofDomain(JsonCursor json) throws IOException {
    Object value = text(json);
    if (!(value instanceof String text)) {
      return value;
    }
    return switch (text) {
      case "NAN" -> Unrepresentable.doubtful(text, "NaN");
      case "POSITIVE_INFINITY" -> Unrepresentable.doubtful(text, "Infinity");
      case "NEGATIVE_INFINITY" -> Unrepresentable.doubtful(text, "-Infinity");
      default -> text;
    };
  }

  private static Object binary(JsonCursor json) throws IOException {
    String base64 = json.text();
    Placeholder placeholder = json.placeholder();
    boolean unavailable = placeholder.isBase64(base64) || placeholder.isText(base64);
    return unavailable ? Unavailable.VALUE : JsonCursor.decode(base64);
  }

  private static Object textInBase64(JsonCursor json) throws IOException {
    Object binary = binary(json);
    if (!(binary instanceof byte[] bytes)) {
      return binary;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BadMessageException("expected the bytes of a text, but they are not UTF-8");
    }
  }

  private static Object raw(JsonCursor json) throws IOException {
    return json.isText() ? text(json) : json.raw();
  }
}
