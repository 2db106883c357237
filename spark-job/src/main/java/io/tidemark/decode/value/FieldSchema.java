package io.tidemark.decode.value;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node of the schema that Kafka Connect's JsonConverter embeds in a message. Defaults,
 * documentation and versions are left out: no value depends on them.
 *
 * @param field name of the field in its struct; null for a root, an item, a key or a value
 * @param type Connect's type: {@code boolean int8 int16 int32 int64 float double bytes string array
 *     map struct}
 * @param semantic name of the semantic type, such as {@code io.debezium.time.Date}; null if none
 * @param optional whether the value may be null
 * @param parameters of the semantic type, and the source's own type where the connector propagates
 *     it
 * @param fields of a struct in order; empty otherwise
 * @param items element of an array; null otherwise
 * @param keys key of a map; null otherwise
 * @param values value of a map; null otherwise
 */
public record FieldSchema(
    String field,
    String type,
    String semantic,
    boolean optional,
    Map<String, String> parameters,
    List<FieldSchema> fields,
    FieldSchema items,
    FieldSchema keys,
    FieldSchema values) {
  private static final String SOURCE = "__debezium.source.column.";

  public FieldSchema {
    parameters = Map.copyOf(parameters);
    fields = List.copyOf(fields);
  }

  /** The field of this name, or null. */
  public FieldSchema field(String name) {
    for (FieldSchema field : fields) {
      if (field.field.equals(name)) {
        return field;
      }
    }
    return null;
  }

  /** PostgreSQL's type name in upper case, such as {@code NUMERIC} or {@code _INT4}; or null. */
  public String sourceType() {
    return parameters.get(SOURCE + "type");
  }

  /** Length or precision of the source's type; 0 where it has none or does not say. */
  public int sourceLength() {
    return number(SOURCE + "length");
  }

  /** Scale of the source's type; 0 where it has none or does not say. */
  public int sourceScale() {
    return number(SOURCE + "scale");
  }

  /** A parameter as a number; 0 where it is missing or none. */
  public int number(String parameter) {
    try {
      return Integer.parseInt(parameters.getOrDefault(parameter, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The item of an array with what the array says of its source type. */
  FieldSchema itemWithSourceType() {
    String array = sourceType();
    if (array == null || items.sourceType() != null) {
      return items;
    }
    String element = array.startsWith("_") ? array.substring(1) : array;
    Map<String, String> merged = new HashMap<>(items.parameters);
    merged.put(SOURCE + "type", element);
    merged.put(SOURCE + "length", Integer.toString(sourceLength()));
    merged.put(SOURCE + "scale", Integer.toString(sourceScale()));
    return new FieldSchema(
        null,
        items.type,
        items.semantic,
        items.optional,
        merged,
        items.fields,
        items.items,
        items.keys,
        items.values);
  }
}
