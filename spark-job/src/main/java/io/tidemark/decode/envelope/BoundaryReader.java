package io.tidemark.decode.envelope;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.FieldSchema;
import io.tidemark.decode.value.JsonCursor;
import io.tidemark.decode.value.TypeRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the messages of the transaction topic (Debezium, PostgreSQL connector, "Transaction
 * metadata"). Their {@code id} is {@code txId:lsn}, and an end's LSN is its commit's. The counts by
 * table are left out: those of logical messages have no lasting name.
 */
final class BoundaryReader {
  private static final Set<String> WANTED = Set.of("status", "id", "event_count", "ts_ms");

  private final StructReader struct;
  private final int status;
  private final int id;
  private final int events;
  private final int millis;

  /**
   * @throws BadMessageException if the schema lacks what a boundary needs
   */
  BoundaryReader(FieldSchema schema) throws BadMessageException {
    List<StructReader.FieldReader> readers = new ArrayList<>();
    for (FieldSchema field : schema.fields()) {
      boolean wanted = WANTED.contains(field.field());
      readers.add(wanted ? TypeRules.of(field)::at : StructReader.SKIP);
    }
    struct = new StructReader(schema.fields(), readers);
    status = required(schema, "status", "string");
    id = required(schema, "id", "string");
    events = required(schema, "event_count", "int64");
    millis = required(schema, "ts_ms", "int64");
  }

  private int required(FieldSchema schema, String name, String type) throws BadMessageException {
    FieldSchema field = schema.field(name);
    if (field == null || !field.type().equals(type)) {
      throw new BadMessageException(
          "a transaction's boundary has no %s %s".formatted(type, quote(name)));
    }
    return struct.place(name);
  }

  Boundary read(JsonCursor json) throws IOException {
    Object[] values = struct.read(json);
    if ("BEGIN".equals(values[status])) {
      return Boundary.BEGIN;
    }
    if (!"END".equals(values[status]) || values[events] == null || values[millis] == null) {
      throw new BadMessageException("it is neither a transaction's begin nor its counted end");
    }
    return new Boundary(
        true, lsn((String) values[id]), (Long) values[millis], (Long) values[events]);
  }

  private static long lsn(String id) throws BadMessageException {
    String digits = id == null ? "" : id.substring(id.indexOf(':') + 1);
    try {
      // The connector keeps LSNs in signed longs: those from 2^63 on are written with a minus.
      return digits.startsWith("-") ? Long.parseLong(digits) : Long.parseUnsignedLong(digits);
    } catch (NumberFormatException e) {
      throw new BadMessageException(quote(String.valueOf(id)) + " is no transaction with an LSN");
    }
  }
}
