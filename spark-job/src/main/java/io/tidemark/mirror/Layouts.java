package io.tidemark.mirror;

import io.delta.kernel.types.StructType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Image;
import io.tidemark.decode.RowSchema;
import io.tidemark.delta.KeyHash;
import io.tidemark.net.RowChange;
import java.util.HashMap;
import java.util.Map;

/** Images as rows of a mirror as it is, whatever shape they came in. */
final class Layouts {
  private final StructType schema;
  private final Shape shape;
  private final Map<RowSchema, RowLayout> known = new HashMap<>();

  /** For a mirror that has all columns of the images. */
  Layouts(StructType schema, Shape shape) {
    this.schema = schema;
    this.shape = shape;
  }

  /** The row in the schema's order, {@code _cdc} left null. */
  Object[] row(ChangeEvent event, Image image) {
    return known
        .computeIfAbsent(shape.current(event), current -> RowLayout.of(schema, current))
        .row(image, event.schema());
  }

  /** A change of a table with a primary key. */
  RowChange change(ChangeEvent event) {
    Image after = event.after();
    return new RowChange(
        event,
        event.key() == null ? null : KeyHash.of(event.key()),
        after == null ? null : row(event, after),
        event.otherKey() == null ? null : KeyHash.of(event.otherKey()));
  }
}
