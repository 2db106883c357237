package io.tidemark.decode.envelope;

import static io.tidemark.decode.value.BadMessageException.quote;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.FieldSchema;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Knows the schemas of the topics by their bytes. The connector writes the same schema byte for
 * byte into every message of a table until the table changes, so that comparing bytes replaces
 * parsing. Holds the latest few schemas of each topic and forgets the topic least recently seen. Of
 * one thread.
 */
public final class SchemaCache<P> {
  private static final int TOPICS = 512;
  private static final int SCHEMAS_PER_TOPIC = 4;

  /** What a schema is for. */
  @FunctionalInterface
  public interface Planner<P> {
    P plan(FieldSchema schema) throws BadMessageException;
  }

  private final Json json;
  private final Planner<P> planner;
  private final Map<String, Recognised<P>[]> byTopic =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Recognised<P>[]> eldest) {
          return size() > TOPICS;
        }
      };

  private SchemaCache(Json json, Planner<P> planner) {
    this.json = json;
    this.planner = planner;
  }

  public static SchemaCache<EnvelopePlan> ofValues(Json json) {
    return new SchemaCache<>(json, EnvelopePlan::of);
  }

  public static SchemaCache<KeyPlan> ofKeys(Json json) {
    return new SchemaCache<>(json, KeyPlan::of);
  }

  /**
   * The schema that the message carries.
   *
   * @return null if it carries none
   * @throws BadMessageException if the schema is malformed or no use here
   */
  public Recognised<P> recognise(String topic, byte[] message) throws IOException {
    Recognised<P>[] known = byTopic.get(topic);
    if (known != null) {
      for (int i = 0; i < known.length && known[i] != null; i++) {
        byte[] prefix = known[i].prefix();
        if (message.length > prefix.length
            && Arrays.equals(message, 0, prefix.length, prefix, 0, prefix.length)) {
          return toFront(known, i);
        }
      }
    }
    Recognised<P> parsed = parse(message);
    if (parsed != null) {
      remember(topic, known, parsed);
    }
    return parsed;
  }

  private Recognised<P> toFront(Recognised<P>[] known, int place) {
    Recognised<P> found = known[place];
    if (place > 0) {
      System.arraycopy(known, 0, known, 1, place);
      known[0] = found;
    }
    return found;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private void remember(String topic, Recognised<P>[] known, Recognised<P> parsed) {
    Recognised<P>[] schemas = known;
    if (schemas == null) {
      schemas = (Recognised<P>[]) new Recognised[SCHEMAS_PER_TOPIC];
      byTopic.put(topic, schemas);
    }
    System.arraycopy(schemas, 0, schemas, 1, SCHEMAS_PER_TOPIC - 1);
    schemas[0] = parsed;
  }

  private Recognised<P> parse(byte[] message) throws IOException {
    Encoding.check(message, 0, message.length);
    try (JsonParser parser = json.parser(message, 0, message.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT
          || parser.nextToken() != JsonToken.FIELD_NAME
          || !parser.currentName().equals("schema")
          || parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      JsonNode tree = json.tree(parser);
      if (parser.nextToken() != JsonToken.FIELD_NAME || !parser.currentName().equals("payload")) {
        throw new BadMessageException("after the schema comes no payload");
      }
      if (parser.nextToken() == null) {
        throw new BadMessageException("it ends before its payload");
      }
      int payload = (int) parser.currentTokenLocation().getByteOffset();
      FieldSchema schema = SchemaPart.parse(tree);
      if (!schema.type().equals("struct")) {
        throw new BadMessageException("the schema is of a " + quote(schema.type()));
      }
      return new Recognised<>(planner.plan(schema), Arrays.copyOf(message, payload));
    } catch (JsonProcessingException e) {
      throw Json.malformed(e);
    }
  }
}
