package io.tidemark.tail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.changelog.ImageJson;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Image;
import java.util.List;
import java.util.Optional;

/** Rows and keys as JSON objects, in which a number keeps its digits. */
final class Rows {
  static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private Rows() {}

  /** The image without what the source did not send; null for none. */
  static ObjectNode of(ChangeEvent event, Image image) {
    return image == null ? null : object(ImageJson.of(event.schema(), image));
  }

  /** The key by its columns' names; null for none. */
  static ObjectNode ofKey(ChangeEvent event, List<Object> key) {
    return key == null ? null : object(ImageJson.ofKey(event.schema(), key));
  }

  /** The object that a text is, if it is one. */
  static Optional<ObjectNode> parse(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static ObjectNode object(String json) {
    return parse(json).orElseThrow(() -> new IllegalStateException("no JSON object: " + json));
  }
}
