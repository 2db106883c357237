package io.tidemark.decode.envelope;

import static io.tidemark.decode.value.BadMessageException.quote;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.tidemark.decode.Control;
import io.tidemark.decode.value.BadMessageException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Messages without a schema: control messages are known by their shape, all others are refused. */
public final class Schemaless {
  private static final String HEARTBEAT_TOPIC = "__debezium-heartbeat";

  private Schemaless() {}

  /**
   * What control message this is.
   *
   * @throws BadMessageException if it is none, with what to change so that it has a schema
   */
  public static Control.Kind control(Json json, String topic, byte[] value) throws IOException {
    Map<String, String> fields = fields(json, value);
    if (fields.keySet().equals(Set.of("ts_ms")) && topic.startsWith(HEARTBEAT_TOPIC)) {
      return Control.Kind.HEARTBEAT;
    }
    String status = fields.get("status");
    if (fields.containsKey("id") && ("BEGIN".equals(status) || "END".equals(status))) {
      return Control.Kind.TRANSACTION;
    }
    if (fields.containsKey("op") || fields.containsKey("payload")) {
      throw new BadMessageException(
          "it carries no schema, so that its types are unknown: set"
              + " value.converter.schemas.enable=true and key.converter.schemas.enable=true on the"
              + " connector");
    }
    throw new BadMessageException(
        "it is no change event: its fields are " + quote(String.join(", ", fields.keySet())));
  }

  private static Map<String, String> fields(Json json, byte[] value) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = json.parser(value, 0, value.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new BadMessageException("it is no JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        String text = parser.nextToken() == JsonToken.VALUE_STRING ? parser.getText() : "";
        parser.skipChildren();
        if (fields.put(name, text) != null) {
          throw new BadMessageException("the field " + quote(name) + " comes twice");
        }
      }
      if (parser.nextToken() != null) {
        throw new BadMessageException("something follows its end");
      }
    } catch (JsonProcessingException e) {
      throw Json.malformed(e);
    }
    return fields;
  }
}
