package io.tidemark.decode.envelope;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.RowSchema;
import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.FieldSchema;
import io.tidemark.decode.value.JsonCursor;
import io.tidemark.decode.value.Unrepresentable;
import io.tidemark.decode.value.ValueReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The shape of a table's rows together with its key. */
public final class TablePlan {
  private final RowSchema schema;
  private final int[] columns;
  private final StructReader struct;

  TablePlan(RowReader row, KeyPlan key) throws BadMessageException {
    List<FieldSchema> fields = key == null ? List.of() : key.fields();
    List<StructReader.FieldReader> readers = new ArrayList<>();
    this.columns = new int[fields.size()];
    for (int i = 0; i < columns.length; i++) {
      FieldSchema field = fields.get(i);
      int column = row.place(field.field());
      if (column < 0) {
        throw new BadMessageException(
            "the key's column " + quote(field.field()) + " is not in the row");
      }
      checkSame(field, row.field(column));
      ValueReader reader = row.reader(column);
      readers.add((json, optional) -> value(reader, json));
      columns[i] = column;
    }
    this.schema =
        new RowSchema(
            row.columns(),
            Arrays.stream(columns).mapToObj(place -> row.columns().get(place).name()).toList());
    this.struct = new StructReader(fields, readers);
  }

  public RowSchema schema() {
    return schema;
  }

  /** Place in the row of each key column. */
  public int[] keyColumns() {
    return columns.clone();
  }

  /**
   * The key at the cursor, typed as the row's columns. A value is {@link
   * io.tidemark.decode.Unavailable#VALUE} where a key column itself was left out as unchanged.
   */
  public List<Object> readKey(JsonCursor json) throws IOException {
    json.expectUnavailable(true);
    Object[] values = struct.read(json);
    json.expectUnavailable(false);
    return Collections.unmodifiableList(Arrays.asList(values));
  }

  private static Object value(ValueReader reader, JsonCursor json) throws IOException {
    Object value = reader.at(json, false);
    if (value instanceof Unrepresentable text) {
      throw new BadMessageException(
          "the key holds "
              + quote(text.text())
              + ", which its type in the lake cannot, so that rows could not be told apart");
    }
    return value;
  }

  private static void checkSame(FieldSchema inKey, FieldSchema inRow) throws BadMessageException {
    boolean same =
        inKey.type().equals(inRow.type())
            && String.valueOf(inKey.semantic()).equals(String.valueOf(inRow.semantic()));
    if (!same) {
      throw new BadMessageException(
          "the key's column " + quote(inKey.field()) + " has another type than in the row");
    }
  }
}
