package io.tidemark.decode.envelope;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.FieldSchema;
import io.tidemark.decode.value.JsonCursor;
import io.tidemark.decode.value.TypeRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an event's number in its transaction from the envelope's {@code transaction} (Debezium,
 * PostgreSQL connector, "Change data events": {@code total_order}).
 */
final class NumberReader {
  private static final String NUMBER = "total_order";

  private final StructReader struct;
  private final int number;

  /**
   * @throws BadMessageException if the schema has no such number
   */
  NumberReader(FieldSchema transaction) throws BadMessageException {
    FieldSchema field = transaction.field(NUMBER);
    if (field == null || !field.type().equals("int64")) {
      throw new BadMessageException("its transaction has no int64 " + quote(NUMBER));
    }
    List<StructReader.FieldReader> readers = new ArrayList<>();
    for (FieldSchema other : transaction.fields()) {
      readers.add(other.equals(field) ? TypeRules.of(other)::at : StructReader.SKIP);
    }
    struct = new StructReader(transaction.fields(), readers);
    number = struct.place(NUMBER);
  }

  Long read(JsonCursor json, boolean optional) throws IOException {
    if (json.isNull() && optional) {
      return null;
    }
    Long read = (Long) struct.read(json)[number];
    if (read == null || read < 1) {
      throw new BadMessageException(quote(String.valueOf(read)) + " is no number in a transaction");
    }
    return read;
  }
}
