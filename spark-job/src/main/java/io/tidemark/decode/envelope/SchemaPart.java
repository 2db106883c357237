package io.tidemark.decode.envelope;

import static io.tidemark.decode.value.BadMessageException.quote;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.FieldSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns the JSON of an embedded schema into a tree of fields. */
final class SchemaPart {
  private SchemaPart() {}

  static FieldSchema parse(JsonNode node) throws BadMessageException {
    if (!node.isObject()) {
      throw new BadMessageException("the schema has " + node.getNodeType() + " for a type");
    }
    return new FieldSchema(
        text(node, "field"),
        required(node, "type"),
        text(node, "name"),
        optional(node),
        parameters(node),
        fields(node),
        child(node, "items"),
        child(node, "keys"),
        child(node, "values"));
  }

  private static boolean optional(JsonNode node) throws BadMessageException {
    JsonNode optional = node.get("optional");
    if (optional == null || !optional.isBoolean()) {
      throw new BadMessageException("the schema does not say whether a field is optional");
    }
    return optional.booleanValue();
  }

  private static Map<String, String> parameters(JsonNode node) throws BadMessageException {
    JsonNode parameters = node.get("parameters");
    if (parameters == null) {
      return Map.of();
    }
    Map<String, String> texts = new HashMap<>();
    for (Iterator<String> names = parameters.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      texts.put(name, required(parameters, name));
    }
    return texts;
  }

  private static List<FieldSchema> fields(JsonNode node) throws BadMessageException {
    JsonNode fields = node.get("fields");
    if (fields == null) {
      return List.of();
    }
    List<FieldSchema> parsed = new ArrayList<>(fields.size());
    Set<String> names = new HashSet<>();
    for (JsonNode field : fields) {
      FieldSchema child = parse(field);
      if (child.field() == null || !names.add(child.field())) {
        throw new BadMessageException(
            child.field() == null
                ? "the schema has a field without a name"
                : "the schema has the field " + quote(child.field()) + " twice");
      }
      parsed.add(child);
    }
    return parsed;
  }

  private static FieldSchema child(JsonNode node, String name) throws BadMessageException {
    JsonNode child = node.get(name);
    return child == null ? null : parse(child);
  }

  private static String required(JsonNode node, String name) throws BadMessageException {
    String text = text(node, name);
    if (text == null) {
      throw new BadMessageException("the schema lacks " + quote(name) + " of a field");
    }
    return text;
  }

  private static String text(JsonNode node, String name) throws BadMessageException {
    JsonNode text = node.get(name);
    if (text == null || text.isNull()) {
      return null;
    }
    if (!text.isTextual()) {
      throw new BadMessageException("the schema has " + quote(name) + " that is no string");
    }
    return text.textValue();
  }
}
