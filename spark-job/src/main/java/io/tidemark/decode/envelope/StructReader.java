package io.tidemark.decode.envelope;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.FieldSchema;
import io.tidemark.decode.value.JsonCursor;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a struct into an array, one place a field of its schema. The connector writes every field
 * and in the schema's order; another order is accepted, a field too few, too many or twice is not.
 */
final class StructReader {
  /** Reads one field's value. */
  @FunctionalInterface
  interface FieldReader {
    /** The value whose first token the cursor is at; null if it is null and may be. */
    Object at(JsonCursor json, boolean optional) throws IOException;
  }

  /** For a field that nobody looks at: null, whatever it is. */
  static final FieldReader SKIP =
      (json, optional) -> {
        json.skip();
        return null;
      };

  private static final Object ABSENT = new Object();

  private final String[] names;
  private final boolean[] optional;
  private final FieldReader[] readers;
  private final Map<String, Integer> places = new HashMap<>();

  /**
   * @param fields of the struct
   * @param readers one for each field
   */
  StructReader(List<FieldSchema> fields, List<? extends FieldReader> readers) {
    this.names = fields.stream().map(FieldSchema::field).toArray(String[]::new);
    this.readers = readers.toArray(FieldReader[]::new);
    this.optional = new boolean[names.length];
    for (int i = 0; i < names.length; i++) {
      optional[i] = fields.get(i).optional();
      places.put(names[i], i);
    }
  }

  /** Place of a field, or -1. */
  int place(String name) {
    return places.getOrDefault(name, -1);
  }

  /**
   * The values of the struct whose opening brace the cursor is at, in the schema's order.
   *
   * @throws BadMessageException if the fields are not exactly the schema's
   */
  Object[] read(JsonCursor json) throws IOException {
    json.expectObject();
    Object[] values = new Object[names.length];
    Arrays.fill(values, ABSENT);
    int next = 0;
    int read = 0;
    for (String name = json.nextField(); name != null; name = json.nextField()) {
      int place = next < names.length && name.equals(names[next]) ? next : placeOf(name);
      if (values[place] != ABSENT) {
        throw new BadMessageException("the field " + quote(name) + " comes twice");
      }
      json.next();
      values[place] = value(json, place);
      next = place + 1;
      read++;
    }
    if (read < names.length) {
      throw new BadMessageException(
          "the field " + quote(firstAbsent(values)) + " of its schema is missing");
    }
    return values;
  }

  private Object value(JsonCursor json, int place) throws IOException {
    try {
      return readers[place].at(json, optional[place]);
    } catch (BadMessageException e) {
      throw e.in("field " + quote(names[place]));
    }
  }

  private int placeOf(String name) throws BadMessageException {
    Integer place = places.get(name);
    if (place == null) {
      throw new BadMessageException("the field " + quote(name) + " is not in its schema");
    }
    return place;
  }

  private String firstAbsent(Object[] values) {
    return names[Arrays.asList(values).indexOf(ABSENT)];
  }
}
