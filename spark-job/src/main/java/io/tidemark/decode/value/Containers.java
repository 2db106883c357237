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
import java.util.Objects;
import java.util.regex.Pattern;

/** Arrays, and maps from text to text. */
final class Containers {
  static final ValueReader MAP = new ValueReader(ColumnType.MAP, Containers::map);

  private static final Pattern JAVA_ARRAY =
      Pattern.compile("\\[+(?:[ZBCSIJFD]|L[\\w.$]+;)@[0-9a-f]{1,8}");

  private Containers() {}

  /**
   * An array. If one element cannot be represented, the array as a whole cannot: an element that is
   * merely missing would be a wrong value. One of nothing but NULL is in doubt: so does an array of
   * arrays arrive, NULL for each inner one.
   */
  static ValueReader array(ValueReader element, boolean nullable) {
    return new ValueReader(
        ColumnType.array(element.type()), json -> elements(json, element, nullable));
  }

  /** An array whose elements the connector leaves out. */
  static ValueReader unsent(ColumnType element) {
    return new ValueReader(
        ColumnType.array(element),
        json -> {
          json.skip();
          return Unrepresentable.UNKNOWN;
        });
  }

  private static Object elements(JsonCursor json, ValueReader element, boolean nullable)
      throws IOException {
    if (json.isText() && json.placeholder().isText(json.text())) {
      return Unavailable.VALUE;
    }
    json.expectArray();
    List<Object> elements = new ArrayList<>();
    Placeholder placeholder = json.placeholder();
    json.expectUnavailable(false);
    while (json.next() != JsonToken.END_ARRAY) {
      elements.add(element.at(json, nullable));
    }
    json.expectUnavailable(placeholder != Placeholder.NONE);
    if (placeholder.isElements(elements)) {
      return Unavailable.VALUE;
    }
    return whole(elements, element.type());
  }

  /** Elements as one value, which is in doubt if one of them is. */
  private static Object whole(List<Object> elements, ColumnType type) {
    if (elements.stream().anyMatch(Containers::isJavaArray)) {
      return Unrepresentable.lost("an array of arrays");
    }
    if (!elements.isEmpty() && elements.stream().allMatch(Objects::isNull)) {
      return Unrepresentable.lost("an array of arrays, or " + PostgresText.array(elements, type));
    }
    List<Object> values = new ArrayList<>(elements);
    boolean marked = false;
    boolean inDoubt = false;
    boolean lost = false;
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i) instanceof Unrepresentable element) {
        marked = true;
        inDoubt |= element.isInDoubt();
        lost |= element.value() == null;
        values.set(i, element.value());
      }
    }
    if (!marked) {
      return Collections.unmodifiableList(values);
    }
    String text = PostgresText.array(elements, type);
    if (!inDoubt) {
      return Unrepresentable.of(text);
    }
    return lost
        ? Unrepresentable.lost(text)
        : Unrepresentable.doubtful(Collections.unmodifiableList(values), text);
  }

  /** Whether an element is the name that Java gives to an array, which the connector sends. */
  private static boolean isJavaArray(Object element) {
    return element instanceof String text && JAVA_ARRAY.matcher(text).matches();
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
