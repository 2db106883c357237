package io.tidemark.decode.value;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * The forms in which the connector sends its placeholder for an unavailable value, one for each
 * kind of column. {@link #NONE} matches nothing: for messages in which every value is there.
 */
public final class Placeholder {
  public static final Placeholder NONE = new Placeholder(null);

  private final String text;
  private final String base64;
  private final String uuid;
  private final String hstore;
  private final byte[] bytes;

  private Placeholder(String text) {
    this.text = text;
    this.bytes = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    this.base64 = text == null ? null : Base64.getEncoder().encodeToString(bytes);
    this.uuid = text == null ? null : UUID.nameUUIDFromBytes(bytes).toString();
    this.hstore = text == null ? null : hstore(text);
  }

  /** The forms of {@code unavailable.value.placeholder}. */
  public static Placeholder of(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "The placeholder for unavailable values is empty, so that it cannot be told from an empty"
              + " string: set unavailable.value.placeholder of the connector to a random text.");
    }
    return new Placeholder(text);
  }

  boolean isText(String value) {
    return value.equals(text) || value.equals(hstore);
  }

  boolean isBase64(String value) {
    return value.equals(base64);
  }

  /** Whether a map read from an hstore is the placeholder: one entry, to itself. */
  boolean isEntry(String key, String value) {
    return key.equals(text) && key.equals(value);
  }

  /**
   * Whether these elements stand for the whole array: one that is the placeholder, or one number
   * for each of its bytes.
   */
  boolean isElements(List<Object> elements) {
    if (text == null) {
      return false;
    }
    if (elements.size() == 1) {
      Object lone = elements.get(0);
      return text.equals(lone)
          || uuid.equals(lone)
          || (lone instanceof byte[] binary && Arrays.equals(binary, bytes));
    }
    return isCodes(elements);
  }

  private boolean isCodes(List<Object> elements) {
    if (elements.size() != bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if (!(elements.get(i) instanceof Number number) || number.longValue() != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private static String hstore(String text) {
    String quoted = '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    return '{' + quoted + ':' + quoted + '}';
  }
}
