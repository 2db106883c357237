package io.tidemark.decode.value;

import static io.tidemark.decode.value.BadMessageException.quote;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A place in a message's JSON, with strict reads: a value of another JSON type is an error. */
public final class JsonCursor {
  private final JsonParser parser;
  private final byte[] bytes;
  private final int start;
  private final Placeholder forms;
  private Placeholder placeholder = Placeholder.NONE;

  /**
   * @param parser over {@code bytes} from {@code start} on
   * @param forms of an unavailable value, looked for between {@link #expectUnavailable} calls
   */
  public JsonCursor(JsonParser parser, byte[] bytes, int start, Placeholder forms) {
    this.parser = parser;
    this.bytes = bytes;
    this.start = start;
    this.forms = forms;
  }

  /** Whether a value that equals the placeholder means, from now on, that it is unavailable. */
  public void expectUnavailable(boolean expected) {
    placeholder = expected ? forms : Placeholder.NONE;
  }

  Placeholder placeholder() {
    return placeholder;
  }

  public JsonToken next() throws IOException {
    JsonToken token = parser.nextToken();
    if (token == null) {
      throw new BadMessageException("it ends in the middle of a value");
    }
    return token;
  }

  /** Steps to the next field of an object: its name, or null at the object's end. */
  public String nextField() throws IOException {
    JsonToken token = next();
    if (token == JsonToken.END_OBJECT) {
      return null;
    }
    return parser.currentName();
  }

  public boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  boolean isText() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  public void expectObject() throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
  }

  void expectArray() throws IOException {
    expect(JsonToken.START_ARRAY, "an array");
  }

  public String text() throws IOException {
    expect(JsonToken.VALUE_STRING, "a string");
    return parser.getText();
  }

  boolean bool() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_TRUE) {
      return true;
    }
    expect(JsonToken.VALUE_FALSE, "true or false");
    return false;
  }

  /** A whole number from {@code least} to {@code most}. */
  public long whole(long least, long most) throws IOException {
    expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    JsonParser.NumberType type = parser.getNumberType();
    if (type != JsonParser.NumberType.BIG_INTEGER) {
      long value = parser.getLongValue();
      if (value >= least && value <= most) {
        return value;
      }
    }
    throw new BadMessageException(
        quote(parser.getText()) + " is not between " + least + " and " + most);
  }

  /** The digits of a number as they stand in the message. */
  String number() throws IOException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
      expect(JsonToken.VALUE_NUMBER_INT, "a number");
    }
    return parser.getText();
  }

  byte[] base64() throws IOException {
    return decode(text());
  }

  static byte[] decode(String base64) throws BadMessageException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new BadMessageException(quote(base64) + " is not base64");
    }
  }

  /** The JSON text of the value at the cursor, to whose end it moves. */
  String raw() throws IOException {
    int from = start + (int) parser.currentTokenLocation().getByteOffset();
    skip();
    int to = start + (int) parser.currentLocation().getByteOffset();
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** Moves to the end of the value at the cursor. */
  public void skip() throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      parser.finishToken();
      return;
    }
    parser.skipChildren();
    if (parser.currentToken() == null) {
      throw new BadMessageException("it ends in the middle of a value");
    }
  }

  /** Index into the bytes of what follows the token at the cursor. */
  public int end() {
    return start + (int) parser.currentLocation().getByteOffset();
  }

  private void expect(JsonToken wanted, String name) throws IOException {
    JsonToken found = parser.currentToken();
    if (found != wanted) {
      throw new BadMessageException("expected " + name + " but found " + describe(found));
    }
  }

  private String describe(JsonToken found) throws IOException {
    return switch (found) {
      case START_OBJECT, END_OBJECT, FIELD_NAME -> "an object";
      case START_ARRAY, END_ARRAY -> "an array";
      case VALUE_NULL -> "null";
      default -> quote(parser.getText());
    };
  }
}
