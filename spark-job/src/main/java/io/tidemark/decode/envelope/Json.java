package io.tidemark.decode.envelope;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.tidemark.decode.value.BadMessageException;
import java.io.IOException;

/** Parsers with limits: a hostile message costs no more than its length. */
public final class Json {
  private static final int LONGEST_MESSAGE = 300;

  private final JsonFactory factory;
  private final JsonFactory lenient;
  private final ObjectReader tree;

  /**
   * @param longestText of one value, in characters
   * @param deepest nesting of objects and arrays
   */
  public Json(int longestText, int deepest) {
    StreamReadConstraints limits =
        StreamReadConstraints.builder()
            .maxStringLength(longestText)
            .maxNestingDepth(deepest)
            .maxNumberLength(400)
            .maxNameLength(10_000)
            .build();
    factory =
        JsonFactory.builder()
            .streamReadConstraints(limits)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    lenient =
        JsonFactory.builder()
            .streamReadConstraints(limits)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();
    tree =
        new ObjectMapper(factory)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .readerFor(JsonNode.class);
  }

  /** What the parser found wrong, as a reason to refuse the message. */
  static BadMessageException malformed(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    String brief =
        message.length() <= LONGEST_MESSAGE ? message : message.substring(0, LONGEST_MESSAGE) + "…";
    return new BadMessageException("it is not valid JSON: " + brief);
  }

  JsonParser parser(byte[] bytes, int from, int to) throws IOException {
    return factory.createParser(bytes, from, to - from);
  }

  /** For headers: Connect's converter for them escapes quotes and backslashes only. */
  JsonParser lenient(byte[] bytes) throws IOException {
    return lenient.createParser(bytes);
  }

  /** The value at the parser's place, as a tree. */
  JsonNode tree(JsonParser parser) throws IOException {
    return tree.readTree(parser);
  }
}
