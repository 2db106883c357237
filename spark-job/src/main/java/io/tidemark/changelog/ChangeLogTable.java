package io.tidemark.changelog;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.Image;
import io.tidemark.decode.Operation;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.Unavailable;
import io.tidemark.decode.value.Unrepresentable;
import io.tidemark.delta.AppendTable;
import io.tidemark.progress.Progress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The change log. One row a change event: {@code schema_name}, {@code table_name}, {@code op} (r,
 * c, u, d, t, m), {@code key}, {@code before}, {@code after} (JSON; null where the event has none),
 * {@code unavailable} (columns of which the event does not tell the value: what it left unsent is
 * not in the JSON; what is in the JSON all the same may be another value), {@code changed_by},
 * {@code lsn}, {@code commit_lsn}, {@code tx_id}, {@code committed_at} (the source's clock), {@code
 * message_prefix} and {@code message_content} of a logical message, {@code topic}, {@code
 * partition}, {@code offset}, {@code kafka_at} (Kafka's timestamp), {@code applied_at} (our clock).
 */
public final class ChangeLogTable {
  private static final StructType SCHEMA =
      new StructType()
          .add("schema_name", StringType.STRING)
          .add("table_name", StringType.STRING)
          .add("op", StringType.STRING)
          .add("key", StringType.STRING)
          .add("before", StringType.STRING)
          .add("after", StringType.STRING)
          .add("unavailable", new ArrayType(StringType.STRING, false))
          .add("changed_by", StringType.STRING)
          .add("lsn", LongType.LONG)
          .add("commit_lsn", LongType.LONG)
          .add("tx_id", LongType.LONG)
          .add("committed_at", TimestampType.TIMESTAMP)
          .add("message_prefix", StringType.STRING)
          .add("message_content", BinaryType.BINARY)
          .add("topic", StringType.STRING)
          .add("partition", IntegerType.INTEGER)
          .add("offset", LongType.LONG)
          .add("kafka_at", TimestampType.TIMESTAMP)
          .add("applied_at", TimestampType.TIMESTAMP);

  private final AppendTable table;
  private final String whoColumn;
  private Progress progress;

  /**
   * The change log at a path, made if there is none.
   *
   * @param whoColumn the column that says who changed a row, where a table has it
   */
  public ChangeLogTable(Configuration hadoop, String path, String whoColumn) {
    this.table = AppendTable.openOrCreate(hadoop, path, SCHEMA);
    this.whoColumn = whoColumn;
    this.progress = Progress.parse(table.domain(Progress.DOMAIN));
  }

  public AppendTable table() {
    return table;
  }

  /** How far the change log is; a copy to judge a micro-batch's messages by. */
  public Progress progress() {
    return progress.copy();
  }

  /** Forget topics whose offsets begin again. */
  public void forget(Collection<String> topics) {
    if (topics.stream().map(progress::forget).reduce(false, Boolean::logicalOr)) {
      table.remember(Map.of(Progress.DOMAIN, progress.toJson()));
    }
  }

  /** Forget positions beyond an LSN, which the source gives to other changes now. */
  public void rewind(long lsn) {
    if (progress.rewind(lsn)) {
      table.remember(Map.of(Progress.DOMAIN, progress.toJson()));
    }
  }

  /**
   * Append changes.
   *
   * @param fresh changes that the log does not hold
   * @param after how far it will be
   */
  public void commit(List<ChangeEvent> fresh, Progress after, long appliedAtMicros) {
    if (fresh.isEmpty()) {
      return;
    }
    List<Object[]> rows = new ArrayList<>(fresh.size());
    for (ChangeEvent event : fresh) {
      rows.add(row(event, appliedAtMicros));
    }
    table.append(rows, Map.of(Progress.DOMAIN, after.toJson()));
    progress = after;
  }

  private Object[] row(ChangeEvent event, long appliedAtMicros) {
    RowSchema schema = event.schema();
    return new Object[] {
      event.table() == null ? null : event.table().schema(),
      event.table() == null ? null : event.table().table(),
      event.op().code(),
      ImageJson.ofKey(schema, event.key()),
      ImageJson.withDoubts(schema, event.before()),
      ImageJson.withDoubts(schema, event.after()),
      unavailable(event),
      changedBy(event),
      event.position().lsn(),
      event.position().commitLsn(),
      event.txId(),
      event.commitMicros(),
      event.message() == null ? null : event.message().prefix(),
      event.message() == null ? null : event.message().content(),
      event.at().topic(),
      event.at().partition(),
      event.at().offset(),
      event.at().timestampMs() * 1000,
      appliedAtMicros
    };
  }

  /** Columns of the new row, or of a deleted one, whose value the event does not tell. */
  private static List<String> unavailable(ChangeEvent event) {
    Image image = event.op() == Operation.DELETE ? event.before() : event.after();
    if (image == null) {
      return null;
    }
    List<Column> columns = event.schema().columns();
    boolean keyOnly =
        event.op() == Operation.DELETE
            && event.key() != null
            && !image.isWhole(columns, event.schema().key());
    List<String> names = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String name = columns.get(i).name();
      if (image.value(i) instanceof Unavailable
          || image.unrepresentable().getOrDefault(name, "").startsWith(Unrepresentable.DOUBT)
          || (keyOnly && !event.schema().key().contains(name))) {
        names.add(name);
      }
    }
    return names.isEmpty() ? null : names;
  }

  private String changedBy(ChangeEvent event) {
    Image image = event.after() != null ? event.after() : event.before();
    if (image == null) {
      return null;
    }
    int place = event.schema().indexOf(whoColumn);
    Object who = place < 0 ? null : image.value(place);
    return who == null || who instanceof Unavailable ? null : who.toString();
  }
}
