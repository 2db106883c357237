package io.tidemark.decode.value;

import static io.tidemark.decode.value.BadMessageException.quote;

import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Unavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Arrays, and maps from text to text. */
final class Containers {
  static final ValueReader MAP = new ValueReader(ColumnType.MAP, Containers::map);

  private Containers() {}

  /**
   * An array. If one element cannot be represented, the array as a whole cannot: an element that is
   * merely missing would be a wrong value.
   */
  static ValueReader array(ValueReader element, boolean nullable) {
    return new ValueReader(
        ColumnType.array(element.type()), json -> elements(json, element, nullable));
  }

  private static Object elements(JsonCursor json, ValueReader element, boolean nullable)
      throws IOException {
    if (json.isText() && json.placeholder().isText(json.text())) {
      return Unavailable.VALUE;
    }
    json.expectArray();
    List<Object> elements = new ArrayList<>();
    boolean unrepresentable = false;
    Placeholder placeholder = json.placeholder();
    json.expectUnavailable(false);
    while (json.next() != JsonToken.END_ARRAY) {
      Object value = element.at(json, nullable);
      unrepresentable |= value instanceof Unrepresentable;
      elements.add(value);
    }
    json.expectUnavailable(placeholder != Placeholder.NONE);
    if (placeholder.isElements(elements)) {
      return Unavailable.VALUE;
    }
    if (unrepresentable) {
      return new Unrepresentable(PostgresText.array(elements, element.type()));
    }
    return Collections.unmodifiableList(elements);
  }

  private static Object map(JsonCursor json) throws IOException {
    json.expectObject();
    Map<String, String> entries = new LinkedHashMap<>();
    for (String key = json.nextField(); key != null; key = json.nextField()) {
      json.next();
      String value = json.isNull() ? null : json.text();
      if (entries.containsKey(key)) {
        throw new BadMessageException("the key " + quote(key) + " comes twice");
      }
      entries.put(key, value);
    }
    if (entries.size() == 1) {
      Map.Entry<String, String> entry = entries.entrySet().iterator().next();
      if (entry.getValue() != null
          && json.placeholder().isEntry(entry.getKey(), entry.getValue())) {
        return Unavailable.VALUE;
      }
    }
    return Collections.unmodifiableMap(entries);
  }
}
