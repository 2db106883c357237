package io.tidemark.decode;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.envelope.Boundary;
import io.tidemark.decode.envelope.Envelope;
import io.tidemark.decode.envelope.EnvelopePlan;
import io.tidemark.decode.envelope.Json;
import io.tidemark.decode.envelope.KeyPlan;
import io.tidemark.decode.envelope.Payload;
import io.tidemark.decode.envelope.Recognised;
import io.tidemark.decode.envelope.SchemaCache;
import io.tidemark.decode.envelope.TablePlan;
import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.Placeholder;
import java.io.IOException;
import java.util.List;

/** Reads change events whose schema is recognised, and checks that their parts agree. */
final class EventReader {
  /** On the DELETE of a changed key: the new key. */
  private static final String NEW_KEY = "__debezium.newkey";

  /** On the CREATE of a changed key: the old key. */
  private static final String OLD_KEY = "__debezium.oldkey";

  private final Payload payload;
  private final SchemaCache<KeyPlan> keySchemas;
  private final Placeholder placeholder;

  EventReader(Json json, SchemaCache<KeyPlan> keySchemas, Placeholder placeholder) {
    this.payload = new Payload(json);
    this.keySchemas = keySchemas;
    this.placeholder = placeholder;
  }

  /** A transaction's begin or end. */
  Decoded boundary(KafkaPosition at, byte[] value, Recognised<EnvelopePlan> schema)
      throws IOException {
    Boundary boundary;
    try {
      boundary = payload.read(value, schema.payloadAt(), Placeholder.NONE, schema.plan()::boundary);
    } catch (BadMessageException e) {
      throw e.in("value");
    }
    return boundary.end()
        ? new TransactionEnd(at, boundary.lsn(), boundary.committedAtMs(), boundary.events())
        : new Control(at, Control.Kind.TRANSACTION);
  }

  /** Checks that a payload of no further interest is well-formed. */
  void checkPayload(byte[] value, int from) throws IOException {
    payload.skip(value, from);
  }

  ChangeEvent read(Message message, Recognised<EnvelopePlan> schema) throws IOException {
    Envelope envelope = envelope(message, schema, placeholder);
    Operation op = operation(envelope.op());
    byte[] newKey = message.headers().value(NEW_KEY);
    byte[] oldKey = message.headers().value(OLD_KEY);
    checkKeyChange(op, newKey, oldKey);
    if (envelope.source() == null) {
      throw new BadMessageException("value: its source is null");
    }
    if (op == Operation.MESSAGE) {
      return logicalMessage(message, envelope);
    }
    if (op == Operation.TRUNCATE) {
      return truncate(message, envelope);
    }
    checkImages(op, envelope);
    boolean complete = op == Operation.READ || (op == Operation.CREATE && oldKey == null);
    boolean filled =
        op == Operation.UPDATE
            && envelope.before() != null
            && envelope.before().isWhole(schema.plan().columns(), List.of());
    if ((complete || filled) && envelope.after().hasUnavailable()) {
      // Only an update leaves values out, and the connector fills them from a whole old row: here
      // a user's text happens to equal the placeholder, or NULL is NULL.
      envelope = envelope(message, schema, Placeholder.NONE);
    }
    byte[] otherKey = newKey != null ? newKey : oldKey;
    return row(message, schema.plan(), envelope, op, otherKey);
  }

  private Envelope envelope(
      Message message, Recognised<EnvelopePlan> schema, Placeholder unavailable)
      throws IOException {
    try {
      return payload.read(message.value(), schema.payloadAt(), unavailable, schema.plan()::read);
    } catch (BadMessageException e) {
      throw e.in("value");
    }
  }

  /**
   * The row that a message with a key is about, whatever else is wrong with it.
   *
   * @throws BadMessageException if its key does not tell
   */
  RowKey row(Message message, Recognised<EnvelopePlan> schema) throws IOException {
    Recognised<KeyPlan> keySchema = keySchemas.recognise(message.at().topic(), message.key());
    if (keySchema == null) {
      throw new BadMessageException("its key carries no schema");
    }
    TablePlan table = schema.plan().table(keySchema.plan());
    return known(
        table, payload.read(message.key(), keySchema.payloadAt(), placeholder, table::readKey));
  }

  /** The other row that one half of a key change is about; null if it is none. */
  RowKey otherRow(Message message, Recognised<EnvelopePlan> schema) throws IOException {
    byte[] newKey = message.headers().value(NEW_KEY);
    byte[] other = newKey != null ? newKey : message.headers().value(OLD_KEY);
    Recognised<KeyPlan> keySchema = keySchemas.recognise(message.at().topic(), message.key());
    if (other == null || keySchema == null) {
      return null;
    }
    TablePlan table = schema.plan().table(keySchema.plan());
    return known(table, payload.readBare(other, placeholder, table::readKey));
  }

  private static RowKey known(TablePlan table, List<Object> key) throws BadMessageException {
    if (key.contains(null) || key.contains(Unavailable.VALUE)) {
      throw new BadMessageException("a part of its key is not known");
    }
    return new RowKey(table.schema().key(), key);
  }

  private ChangeEvent row(
      Message message, EnvelopePlan plan, Envelope envelope, Operation op, byte[] otherKeyJson)
      throws IOException {
    Source source = new Source(message, envelope);
    if (message.key() == null) {
      if (otherKeyJson != null) {
        throw new BadMessageException("it is part of a key change but has no key");
      }
      RowSchema keyless = plan.table(null).schema();
      return source.event(op, keyless, null, envelope.before(), envelope.after(), null);
    }
    TablePlan table;
    List<Object> key;
    List<Object> otherKey;
    try {
      Recognised<KeyPlan> keySchema = keySchemas.recognise(message.at().topic(), message.key());
      if (keySchema == null) {
        throw new BadMessageException(
            "it carries no schema: set key.converter.schemas.enable=true on the connector");
      }
      table = plan.table(keySchema.plan());
      key = payload.read(message.key(), keySchema.payloadAt(), placeholder, table::readKey);
    } catch (BadMessageException e) {
      throw e.in("key");
    }
    try {
      otherKey =
          otherKeyJson == null ? null : payload.readBare(otherKeyJson, placeholder, table::readKey);
    } catch (BadMessageException e) {
      throw e.in("header of the key change");
    }
    Keys keys = new Keys(table, key, otherKey);
    Image after = keys.complete(envelope.after(), envelope.before());
    return source.event(
        op,
        table.schema(),
        keys.key(op, envelope.before(), after),
        envelope.before(),
        after,
        keys.otherKey());
  }

  private static ChangeEvent logicalMessage(Message message, Envelope envelope)
      throws BadMessageException {
    if (envelope.message() == null) {
      throw new BadMessageException("value: the operation is m, but it has no message");
    }
    return new ChangeEvent(
        message.at(),
        null,
        Operation.MESSAGE,
        null,
        null,
        null,
        null,
        envelope.position(),
        envelope.source().commitMicros(),
        envelope.source().txId(),
        false,
        null,
        envelope.message(),
        false);
  }

  private static ChangeEvent truncate(Message message, Envelope envelope)
      throws BadMessageException {
    if (envelope.before() != null || envelope.after() != null || message.key() != null) {
      throw new BadMessageException("it is a truncation, but has a row or a key");
    }
    return new Source(message, envelope).event(Operation.TRUNCATE, null, null, null, null, null);
  }

  private static Operation operation(String code) throws BadMessageException {
    Operation op = Operation.of(code);
    if (op != null) {
      return op;
    }
    throw new BadMessageException(
        "value: the operation " + quote(String.valueOf(code)) + " is none of r, c, u, d, t, m");
  }

  private static void checkKeyChange(Operation op, byte[] newKey, byte[] oldKey)
      throws BadMessageException {
    if (newKey != null && op != Operation.DELETE) {
      throw new BadMessageException("it has the header " + quote(NEW_KEY) + ", but is no delete");
    }
    if (oldKey != null && op != Operation.CREATE) {
      throw new BadMessageException("it has the header " + quote(OLD_KEY) + ", but is no create");
    }
  }

  private static void checkImages(Operation op, Envelope envelope) throws BadMessageException {
    boolean noBefore = op == Operation.READ || op == Operation.CREATE;
    if (noBefore && envelope.before() != null) {
      throw new BadMessageException(
          "value: the operation is " + op.code() + ", but it has a before");
    }
    if ((op == Operation.DELETE) != (envelope.after() == null)) {
      throw new BadMessageException(
          "value: the operation is "
              + op.code()
              + (op == Operation.DELETE ? ", but it has an after" : ", but it has no after"));
    }
  }

  /** What an event takes from its message and source. */
  private record Source(Message message, Envelope envelope) {
    ChangeEvent event(
        Operation op,
        RowSchema schema,
        List<Object> key,
        Image before,
        Image after,
        List<Object> otherKey)
        throws BadMessageException {
      var source = envelope.source();
      if (source.schema().isEmpty() || source.table().isEmpty()) {
        throw new BadMessageException("value: its source names no table");
      }
      return new ChangeEvent(
          message.at(),
          new TableId(source.schema(), source.table()),
          op,
          schema,
          key,
          before,
          after,
          envelope.position(),
          source.commitMicros(),
          source.txId(),
          otherKey != null,
          otherKey,
          null,
          source.lastOfSnapshot());
    }
  }
}
