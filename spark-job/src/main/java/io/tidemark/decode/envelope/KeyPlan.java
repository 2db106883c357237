package io.tidemark.decode.envelope;

import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.FieldSchema;
import java.util.List;

/** The schema of a message's key. One object for one schema, so that identity is equality. */
public final class KeyPlan {
  private final List<FieldSchema> fields;

  private KeyPlan(List<FieldSchema> fields) {
    this.fields = fields;
  }

  static KeyPlan of(FieldSchema schema) throws BadMessageException {
    if (schema.fields().isEmpty()) {
      throw new BadMessageException("the schema has no columns");
    }
    return new KeyPlan(schema.fields());
  }

  /** The key's columns in key order. */
  List<FieldSchema> fields() {
    return fields;
  }
}
