package io.tidemark.decode;

import io.tidemark.decode.envelope.EnvelopePlan;
import io.tidemark.decode.envelope.Json;
import io.tidemark.decode.envelope.KeyPlan;
import io.tidemark.decode.envelope.Recognised;
import io.tidemark.decode.envelope.SchemaCache;
import io.tidemark.decode.envelope.Schemaless;
import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.Placeholder;
import java.io.IOException;

/**
 * Turns messages of the connector into change events. A message is one of: a change event, a
 * control message, or a refusal with its reason; never an exception, whatever the bytes. It
 * remembers the schemas it has seen; make one for each task, of one thread.
 */
public final class Decoder {
  private final Json json;
  private final SchemaCache<EnvelopePlan> valueSchemas;
  private final SchemaCache<KeyPlan> keySchemas;
  private final EventReader events;

  public Decoder(DecoderSettings settings) {
    json = new Json(settings.longestText(), settings.deepestNesting());
    valueSchemas = SchemaCache.ofValues(json);
    keySchemas = SchemaCache.ofKeys(json);
    events = new EventReader(json, keySchemas, Placeholder.of(settings.unavailableValue()));
  }

  /**
   * Decodes a message.
   *
   * @param key null if the message has none
   * @param value null for a tombstone
   */
  public Decoded decode(KafkaPosition at, byte[] key, byte[] value, Headers headers) {
    if (value == null) {
      return new Control(at, Control.Kind.TOMBSTONE);
    }
    try {
      return decoded(at, key, value, headers);
    } catch (BadMessageException e) {
      return refusal(new Message(at, key, value, headers), e.getMessage());
    } catch (IOException | RuntimeException e) {
      // A bug must not stop the stream: the message waits in quarantine until it is mended.
      return refusal(new Message(at, key, value, headers), "internal error of the decoder: " + e);
    }
  }

  /** With the row that it is about, if the table's shape and the key can be read. */
  private Refusal refusal(Message message, String reason) {
    RowKey row = null;
    RowKey otherRow = null;
    try {
      Recognised<EnvelopePlan> schema =
          valueSchemas.recognise(message.at().topic(), message.value());
      if (schema != null && schema.plan().control() == null && message.key() != null) {
        otherRow = events.otherRow(message, schema);
        row = events.row(message, schema);
      }
    } catch (IOException | RuntimeException e) {
      otherRow = null; // Half of what it is about is as good as nothing.
    }
    return new Refusal(message.at(), reason, message.key(), message.value(), row, otherRow);
  }

  private Decoded decoded(KafkaPosition at, byte[] key, byte[] value, Headers headers)
      throws IOException {
    Recognised<EnvelopePlan> schema;
    try {
      schema = valueSchemas.recognise(at.topic(), value);
      if (schema == null) {
        return new Control(at, Schemaless.control(json, at.topic(), value));
      }
    } catch (BadMessageException e) {
      throw e.in("value");
    }
    Control.Kind control = schema.plan().control();
    if (control == Control.Kind.TRANSACTION) {
      return events.boundary(at, value, schema);
    }
    if (control != null) {
      events.checkPayload(value, schema.payloadAt());
      return new Control(at, control);
    }
    return events.read(new Message(at, key, value, headers), schema);
  }
}
