package io.tidemark.decode.envelope;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.JsonCursor;
import io.tidemark.decode.value.Placeholder;
import java.io.IOException;
import java.util.Arrays;

/** The part of a message after its schema. */
public final class Payload {
  private static final byte[] SCHEMA_FIRST = {
    '{', '"', 's', 'c', 'h', 'e', 'm', 'a', '"', ':', '{'
  };

  private final Json json;

  public Payload(Json json) {
    this.json = json;
  }

  /** Makes something of the JSON value at the cursor. */
  @FunctionalInterface
  public interface Reading<T> {
    T at(JsonCursor json) throws IOException;
  }

  /**
   * Reads the payload that begins at {@code from}, and checks that nothing but the message's end
   * follows it.
   *
   * @param unavailable forms of an unavailable value
   */
  public <T> T read(byte[] message, int from, Placeholder unavailable, Reading<T> reading)
      throws IOException {
    return read(message, from, unavailable, reading, 1);
  }

  /** Reads JSON that is a payload alone, as Connect writes the headers of a key change. */
  public <T> T readBare(byte[] bare, Placeholder unavailable, Reading<T> reading)
      throws IOException {
    if (startsWith(bare, SCHEMA_FIRST)) {
      throw new BadMessageException(
          "it carries a schema: leave header.converter of the connector at its default");
    }
    return read(bare, 0, unavailable, reading, 0);
  }

  /** Checks that the payload is well-formed. */
  public void skip(byte[] message, int from) throws IOException {
    read(
        message,
        from,
        Placeholder.NONE,
        cursor -> {
          cursor.skip();
          return null;
        });
  }

  private <T> T read(
      byte[] bytes, int from, Placeholder unavailable, Reading<T> reading, int closingBraces)
      throws IOException {
    Encoding.check(bytes, from, bytes.length);
    if (bytes.length < from + 2 || bytes[from] != '{' || bytes[from + 1] == 0) {
      throw new BadMessageException("its payload is no object");
    }
    try (JsonParser parser =
        closingBraces == 0 ? json.lenient(bytes) : json.parser(bytes, from, bytes.length)) {
      JsonCursor cursor = new JsonCursor(parser, bytes, from, unavailable);
      cursor.next();
      T result = reading.at(cursor);
      checkEnd(bytes, cursor.end(), closingBraces);
      return result;
    } catch (JsonProcessingException e) {
      throw Json.malformed(e);
    }
  }

  private static void checkEnd(byte[] bytes, int from, int closingBraces)
      throws BadMessageException {
    int braces = 0;
    for (int i = from; i < bytes.length; i++) {
      if (bytes[i] == '}') {
        braces++;
      } else if (bytes[i] > ' ' || bytes[i] < 0) {
        throw new BadMessageException("something follows its payload");
      }
    }
    if (braces != closingBraces) {
      throw new BadMessageException(
          braces < closingBraces ? "it ends too early" : "something follows its payload");
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }
}
