package io.tidemark.net;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Change events of one table as its connector would send them, each at its topic's next offset. */
public final class Events {
  private final TableId table;
  private final Map<Integer, Long> offsets = new TreeMap<>();
  private RowSchema schema;
  private int partition;
  private long timestampMs = 1_700_000_000_000L;
  private Long transaction;
  private long laterMicros;

  public Events(TableId table, RowSchema schema) {
    this.table = table;
    this.schema = schema;
  }

  /** A schema from names and types in turn. */
  public static RowSchema schema(List<String> key, Object... namesAndTypes) {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < namesAndTypes.length; i += 2) {
      columns.add(new Column((String) namesAndTypes[i], (ColumnType) namesAndTypes[i + 1], null));
    }
    return new RowSchema(columns, key);
  }

  /** From here on the events come through this partition. */
  public Events in(int newPartition) {
    partition = newPartition;
    return this;
  }

  /** From here on this is Kafka's record timestamp, milliseconds since the epoch. */
  public Events at(long newTimestampMs) {
    timestampMs = newTimestampMs;
    return this;
  }

  /** From here on the source's clock is ahead by so much of what it would be. */
  public Events later(long micros) {
    laterMicros = micros;
    return this;
  }

  /** From here on all events are of one transaction; of one for each LSN if it is null. */
  public Events tx(Long newTransaction) {
    transaction = newTransaction;
    return this;
  }

  /** From here on the table has this shape. */
  public Events with(RowSchema newSchema) {
    schema = newSchema;
    return this;
  }

  public RowSchema schema() {
    return schema;
  }

  /** A row of an incremental snapshot. */
  public ChangeEvent read(long lsn, Object... row) {
    return row(Operation.READ, new SourcePosition(0, lsn), row);
  }

  /** A row of a snapshot that reads the whole table; the last one ends it. */
  public List<ChangeEvent> snapshot(long lsn, Object[]... rows) {
    List<ChangeEvent> events = new ArrayList<>();
    for (Object[] row : rows) {
      ChangeEvent e = row(Operation.READ, new SourcePosition(0, lsn), row);
      events.add(
          new ChangeEvent(
              e.at(),
              e.table(),
              e.op(),
              e.schema(),
              e.key(),
              null,
              e.after(),
              e.position(),
              e.commitMicros(),
              lsn,
              false,
              null,
              null,
              row == rows[rows.length - 1]));
    }
    return events;
  }

  public ChangeEvent create(long lsn, Object... row) {
    return row(Operation.CREATE, new SourcePosition(lsn, lsn), row);
  }

  public ChangeEvent update(long lsn, Object... row) {
    return row(Operation.UPDATE, new SourcePosition(lsn, lsn), row);
  }

  public ChangeEvent update(long lsn, Image after) {
    return event(
        Operation.UPDATE, new SourcePosition(lsn, lsn), key(after), new Rows(null, after), null);
  }

  /** An update by REPLICA IDENTITY FULL. */
  public ChangeEvent update(long lsn, Image before, Image after) {
    return event(
        Operation.UPDATE, new SourcePosition(lsn, lsn), key(after), new Rows(before, after), null);
  }

  /** A delete by REPLICA IDENTITY FULL. */
  public ChangeEvent delete(long lsn, Image before) {
    return event(
        Operation.DELETE, new SourcePosition(lsn, lsn), key(before), new Rows(before, null), null);
  }

  /** A delete by REPLICA IDENTITY DEFAULT: all but the key is null. */
  public ChangeEvent delete(long lsn, Object... key) {
    return event(
        Operation.DELETE,
        new SourcePosition(lsn, lsn),
        Arrays.asList(key),
        new Rows(onlyKey(key), null),
        null);
  }

  public ChangeEvent truncate(long lsn) {
    RowSchema known = schema;
    schema = null;
    ChangeEvent event =
        event(Operation.TRUNCATE, new SourcePosition(lsn, lsn), null, new Rows(null, null), null);
    schema = known;
    return event;
  }

  /** The first half of a key change. */
  public ChangeEvent keyLeaves(long lsn, Object oldKey, Object newKey) {
    return event(
        Operation.DELETE,
        new SourcePosition(lsn, lsn),
        List.of(oldKey),
        new Rows(onlyKey(oldKey), null),
        List.of(newKey));
  }

  /** The first half of a key change by REPLICA IDENTITY FULL. */
  public ChangeEvent rowLeaves(long lsn, Object newKey, Object... row) {
    Image before = Image.of(row);
    return event(
        Operation.DELETE,
        new SourcePosition(lsn, lsn),
        key(before),
        new Rows(before, null),
        List.of(newKey));
  }

  /** The second half of a key change. */
  public ChangeEvent keyArrives(long lsn, Object oldKey, Object... row) {
    Image after = Image.of(row);
    return event(
        Operation.CREATE,
        new SourcePosition(lsn, lsn),
        key(after),
        new Rows(null, after),
        List.of(oldKey));
  }

  private record Rows(Image before, Image after) {}

  private ChangeEvent row(Operation op, SourcePosition position, Object... row) {
    Image after = Image.of(row);
    return event(op, position, key(after), new Rows(null, after), null);
  }

  private ChangeEvent event(
      Operation op, SourcePosition position, List<Object> key, Rows rows, List<Object> otherKey) {
    long offset = offsets.merge(partition, 1L, Long::sum) - 1;
    return new ChangeEvent(
        new KafkaPosition("tidemark." + table, partition, offset, timestampMs),
        table,
        op,
        schema,
        key,
        rows.before(),
        rows.after(),
        position,
        1_700_000_000_000_000L + position.lsn() + laterMicros,
        transaction(op, position),
        otherKey != null,
        otherKey,
        null);
  }

  private Long transaction(Operation op, SourcePosition position) {
    if (transaction != null) {
      return transaction;
    }
    return op == Operation.READ ? null : (Long) (770 + position.lsn());
  }

  private List<Object> key(Image row) {
    if (schema.key().isEmpty()) {
      return null;
    }
    List<Object> key = new ArrayList<>();
    schema.key().forEach(name -> key.add(row.value(schema.indexOf(name))));
    return key;
  }

  private Image onlyKey(Object... key) {
    List<Object> values = new ArrayList<>(Collections.nCopies(schema.columns().size(), null));
    for (int i = 0; i < key.length; i++) {
      values.set(schema.indexOf(schema.key().get(i)), key[i]);
    }
    return new Image(Collections.unmodifiableList(values), Map.of());
  }
}
