package io.tidemark.decode.value;

import static io.tidemark.decode.value.BadMessageException.quote;

import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.decode.ColumnType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;

/** PostgreSQL's geometric types, in its spelling. */
final class Geometries {
  private static final int POINT_BYTES = 16;

  static final ValueReader POINT = of(Geometries::point);
  static final ValueReader LINE =
      of(f -> "{" + number(f, "a") + "," + number(f, "b") + "," + number(f, "c") + "}");
  static final ValueReader CIRCLE = of(Geometries::circle);
  static final ValueReader BOX = of(Geometries::box);
  static final ValueReader SEGMENT = of(fields -> "[" + points(fields) + "]");
  static final ValueReader PATH = of(Geometries::path);
  static final ValueReader POLYGON =
      new ValueReader(ColumnType.STRING, json -> polygon(fields(json)));

  private Geometries() {}

  /** Spells the fields of a geometry's struct. */
  private interface Spelling {
    String of(Map<String, Object> fields) throws BadMessageException;
  }

  private static ValueReader of(Spelling spelling) {
    return new ValueReader(ColumnType.STRING, json -> spelling.of(fields(json)));
  }

  /** Fields of a struct: a number as Double, text as String, a struct as Map. */
  private static Map<String, Object> fields(JsonCursor json) throws IOException {
    json.expectObject();
    Map<String, Object> fields = new HashMap<>();
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      JsonToken token = json.next();
      if (fields.containsKey(name)) {
        throw new BadMessageException("the field " + quote(name) + " comes twice");
      }
      fields.put(
          name,
          switch (token) {
            case START_OBJECT -> fields(json);
            case VALUE_STRING -> json.text();
            case VALUE_NULL -> null;
            default -> Double.parseDouble(json.number());
          });
    }
    return fields;
  }

  private static String point(Map<String, Object> fields) throws BadMessageException {
    return "(" + number(fields, "x") + "," + number(fields, "y") + ")";
  }

  @SuppressWarnings("unchecked") // a struct is read into nothing but a map by name
  private static String circle(Map<String, Object> fields) throws BadMessageException {
    if (!(fields.get("center") instanceof Map<?, ?> center)) {
      throw new BadMessageException("a circle lacks its center");
    }
    return "<" + point((Map<String, Object>) center) + "," + number(fields, "radius") + ">";
  }

  /** A box is a ring through its corners: the given ones are the first and the third. */
  private static String box(Map<String, Object> fields) throws BadMessageException {
    ByteBuffer wkb = wkb(fields, 3);
    if (wkb.getInt() != 1 || wkb.getInt() != 5 || wkb.remaining() != 5 * POINT_BYTES) {
      throw new BadMessageException("a box that is no ring of four corners");
    }
    int first = wkb.position();
    return point(wkb, first) + "," + point(wkb, first + 2 * POINT_BYTES);
  }

  /**
   * The connector closes a polygon's ring, so that one which the user closed cannot be told from
   * one that it closed itself.
   */
  private static Object polygon(Map<String, Object> fields) throws BadMessageException {
    ByteBuffer wkb = wkb(fields, 3);
    if (wkb.getInt() != 1) {
      throw new BadMessageException("a polygon that is not of one ring");
    }
    int count = wkb.getInt();
    if (count < 1 || wkb.remaining() != (long) count * POINT_BYTES) {
      throw new BadMessageException("a ring of " + count + " points in another number of bytes");
    }
    boolean closed =
        count > 1
            && point(wkb, wkb.position())
                .equals(point(wkb, wkb.position() + (count - 1) * POINT_BYTES));
    String text = "(" + points(wkb, closed ? count - 1 : count) + ")";
    return closed
        ? Unrepresentable.doubtful(text, text + ", or with its first point at its end again")
        : text;
  }

  private static String path(Map<String, Object> fields) throws BadMessageException {
    if (!(fields.get("extensions") instanceof Map<?, ?> extensions)
        || !(extensions.get("closed") instanceof String closed)) {
      throw new BadMessageException("a path does not say whether it is closed");
    }
    String points = points(fields);
    return closed.equals("true") ? "(" + points + ")" : "[" + points + "]";
  }

  private static String points(Map<String, Object> fields) throws BadMessageException {
    ByteBuffer wkb = wkb(fields, 2);
    int count = wkb.getInt();
    if (count < 1 || wkb.remaining() != (long) count * POINT_BYTES) {
      throw new BadMessageException("a line of " + count + " points in another number of bytes");
    }
    return points(wkb, count);
  }

  private static String points(ByteBuffer wkb, int count) {
    StringJoiner points = new StringJoiner(",");
    for (int i = 0; i < count; i++) {
      points.add(point(wkb, wkb.position() + i * POINT_BYTES));
    }
    return points.toString();
  }

  /** The well-known binary after its type. */
  private static ByteBuffer wkb(Map<String, Object> fields, int type) throws BadMessageException {
    if (!(fields.get("wkb") instanceof String base64)) {
      throw new BadMessageException("a geometry lacks its wkb");
    }
    ByteBuffer wkb = ByteBuffer.wrap(JsonCursor.decode(base64));
    if (wkb.remaining() < 9 + Integer.BYTES) {
      throw new BadMessageException("a geometry of " + wkb.remaining() + " bytes");
    }
    wkb.order(wkb.get() == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    if (wkb.getInt() != type) {
      throw new BadMessageException("a geometry of another kind than its column's");
    }
    return wkb;
  }

  private static String point(ByteBuffer wkb, int at) {
    String x = PostgresText.float8(wkb.getDouble(at));
    return "(" + x + "," + PostgresText.float8(wkb.getDouble(at + Double.BYTES)) + ")";
  }

  private static String number(Map<String, Object> fields, String name) throws BadMessageException {
    Object value = fields.get(name);
    if (value instanceof Double number) {
      return PostgresText.float8(number);
    }
    if (value instanceof String special && special.matches("NaN|-?Infinity")) {
      return special;
    }
    throw new BadMessageException("a geometry lacks its number " + quote(name));
  }
}
