package io.tidemark.decode.envelope;

import static io.tidemark.decode.value.BadMessageException.quote;

import io.tidemark.decode.Column;
import io.tidemark.decode.Control;
import io.tidemark.decode.Image;
import io.tidemark.decode.LogicalMessage;
import io.tidemark.decode.value.BadMessageException;
import io.tidemark.decode.value.FieldSchema;
import io.tidemark.decode.value.JsonCursor;
import io.tidemark.decode.value.TypeRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How the payloads of one value schema are read. */
public final class EnvelopePlan {
  private static final String TRANSACTION = "io.debezium.connector.common.TransactionMetadataValue";
  private static final String HEARTBEAT = "io.debezium.connector.common.Heartbeat";

  private final Control.Kind control;
  private final StructReader struct;
  private final RowReader row;
  private final BoundaryReader boundary;
  private KeyPlan latestKey;
  private TablePlan latestTable;

  private EnvelopePlan(
      Control.Kind control, StructReader struct, RowReader row, BoundaryReader boundary) {
    this.control = control;
    this.struct = struct;
    this.row = row;
    this.boundary = boundary;
  }

  /**
   * @throws BadMessageException if the schema is of no message of the connector
   */
  static EnvelopePlan of(FieldSchema schema) throws BadMessageException {
    if (TRANSACTION.equals(schema.semantic())) {
      return new EnvelopePlan(Control.Kind.TRANSACTION, null, null, new BoundaryReader(schema));
    }
    if (HEARTBEAT.equals(schema.semantic())) {
      return new EnvelopePlan(Control.Kind.HEARTBEAT, null, null, null);
    }
    if (schema.field("op") == null || schema.field("source") == null) {
      throw new BadMessageException(
          "the schema "
              + quote(String.valueOf(schema.semantic()))
              + " is no change event's: it has no op or no source. Does the connector have a"
              + " transformation, such as ExtractNewRecordState? Take it out");
    }
    boolean hasRows = schema.field("before") != null || schema.field("after") != null;
    RowReader row = hasRows ? row(schema) : null;
    List<StructReader.FieldReader> readers = new ArrayList<>();
    for (FieldSchema field : schema.fields()) {
      readers.add(reader(field, row));
    }
    return new EnvelopePlan(null, new StructReader(schema.fields(), readers), row, null);
  }

  /** What control message this is; null for a change event. */
  public Control.Kind control() {
    return control;
  }

  /**
   * The shape of the table's rows with this key.
   *
   * @param key null for a table without one
   * @throws BadMessageException if the key is none of this table's
   */
  public TablePlan table(KeyPlan key) throws BadMessageException {
    if (row == null) {
      throw new BadMessageException("its schema has no before and after");
    }
    if (latestTable == null || latestKey != key) {
      latestTable = new TablePlan(row, key);
      latestKey = key;
    }
    return latestTable;
  }

  /** Columns of the table's rows, in the source's order. */
  public List<Column> columns() {
    return row.columns();
  }

  /** The payload that begins at the cursor. */
  public Envelope read(JsonCursor json) throws IOException {
    Object[] values = struct.read(json);
    Long number = (Long) value(values, "transaction");
    return new Envelope(
        (String) value(values, "op"),
        (Image) value(values, "before"),
        (Image) value(values, "after"),
        (Source) value(values, "source"),
        (LogicalMessage) value(values, "message"),
        number == null ? 0 : number);
  }

  /** The boundary of a transaction that begins at the cursor; only for such a message. */
  public Boundary boundary(JsonCursor json) throws IOException {
    return boundary.read(json);
  }

  private Object value(Object[] values, String name) {
    int place = struct.place(name);
    return place < 0 ? null : values[place];
  }

  private static RowReader row(FieldSchema schema) throws BadMessageException {
    FieldSchema before = schema.field("before");
    FieldSchema after = schema.field("after");
    if (!isRow(before) || !isRow(after)) {
      throw new BadMessageException("the schema lacks a before or an after that is a row");
    }
    if (!before.fields().equals(after.fields())) {
      throw new BadMessageException("the schema's before and after differ");
    }
    return new RowReader(after);
  }

  private static boolean isRow(FieldSchema field) {
    return field != null && field.type().equals("struct");
  }

  private static StructReader.FieldReader reader(FieldSchema field, RowReader row)
      throws BadMessageException {
    return switch (field.field()) {
      case "before" -> row::before;
      case "after" -> row::after;
      case "source" -> new SourceReader(field)::read;
      case "message" -> new MessageReader(field)::read;
      case "op" -> TypeRules.of(field)::at;
      case "transaction" -> new NumberReader(field)::read;
      default -> StructReader.SKIP;
    };
  }
}
