package io.tidemark.decode.envelope;

import io.tidemark.decode.LogicalMessage;
import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.FieldSchema;
import io.tidemark.decode.value.JsonCursor;
import io.tidemark.decode.value.TypeRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what a logical message carries. */
final class MessageReader {
  private final StructReader struct;
  private final int prefix;
  private final int content;

  MessageReader(FieldSchema schema) throws BadMessageException {
    List<StructReader.FieldReader> readers = new ArrayList<>();
    for (FieldSchema field : schema.fields()) {
      readers.add(TypeRules.of(field)::at);
    }
    struct = new StructReader(schema.fields(), readers);
    prefix = required(schema, "prefix", "string");
    content = required(schema, "content", "bytes");
  }

  LogicalMessage read(JsonCursor json, boolean optional) throws IOException {
    if (json.isNull() && optional) {
      return null;
    }
    Object[] values = struct.read(json);
    byte[] bytes = (byte[]) values[content];
    return new LogicalMessage((String) values[prefix], bytes == null ? new byte[0] : bytes);
  }

  private int required(FieldSchema schema, String name, String type) throws BadMessageException {
    FieldSchema field = schema.field(name);
    if (field == null || !field.type().equals(type)) {
      throw new BadMessageException(
          "its message has no "
              + name
              + " of type "
              + type
              + ": set binary.handling.mode=bytes on the connector");
    }
    return struct.place(name);
  }
}
