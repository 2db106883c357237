package io.tidemark.ledger;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.TableId;
import io.tidemark.delta.AppendTable;
import io.tidemark.progress.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The ledger: one row a micro-batch, columns as in {@link LedgerEntry}, and in its metadata how far
 * the whole lake is. {@code tables} has an element a changed mirror with {@code schema_name},
 * {@code table_name}, {@code changes}, {@code version}, {@code visible_at}, {@code lag_p50_ms},
 * {@code lag_p99_ms} and {@code lag_histogram} ({@link Lag#encoded}).
 */
public final class LedgerTable {
  private static final StructType TABLE =
      new StructType()
          .add("schema_name", StringType.STRING)
          .add("table_name", StringType.STRING)
          .add("changes", LongType.LONG)
          .add("version", LongType.LONG)
          .add("visible_at", TimestampType.TIMESTAMP)
          .add("lag_p50_ms", LongType.LONG)
          .add("lag_p99_ms", LongType.LONG)
          .add("lag_histogram", StringType.STRING);

  private static final StructType SCHEMA =
      new StructType()
          .add("batch_id", LongType.LONG)
          .add("started_at", TimestampType.TIMESTAMP)
          .add("committed_at", TimestampType.TIMESTAMP)
          .add("consumed", LongType.LONG)
          .add("changes", LongType.LONG)
          .add("duplicates", LongType.LONG)
          .add("control", LongType.LONG)
          .add("excluded", LongType.LONG)
          .add("quarantined", LongType.LONG)
          .add("max_lsn", LongType.LONG)
          .add("tables", new ArrayType(TABLE, false))
          .add("versions", new MapType(StringType.STRING, LongType.LONG, false));

  private final AppendTable table;
  private Progress progress;

  public LedgerTable(AppendTable table) {
    this.table = table;
    this.progress = Progress.parse(table.domain(Progress.DOMAIN));
  }

  public static StructType schema() {
    return SCHEMA;
  }

  public AppendTable table() {
    return table;
  }

  /** How far the whole lake is; a copy to count a micro-batch's messages by. */
  public Progress progress() {
    return progress.copy();
  }

  /** Append a micro-batch's row. */
  public void commit(LedgerEntry entry, Progress after) {
    table.append(List.<Object[]>of(row(entry)), Map.of(Progress.DOMAIN, after.toJson()));
    progress = after;
  }

  private static Object[] row(LedgerEntry entry) {
    List<Object> tables = new ArrayList<>();
    for (TableEntry t : entry.tables()) {
      tables.add(
          new Object[] {
            t.table().schema(),
            t.table().table(),
            t.changes(),
            t.version(),
            t.visibleAtMicros(),
            t.lag().percentileMs(50),
            t.lag().percentileMs(99),
            t.lag().encoded()
          });
    }
    return new Object[] {
      entry.batchId(),
      entry.startedAtMicros(),
      entry.committedAtMicros(),
      entry.consumed(),
      entry.changes(),
      entry.duplicates(),
      entry.control(),
      entry.excluded(),
      entry.quarantined(),
      entry.maxLsn(),
      tables,
      entry.versions()
    };
  }

  /** The entry of the last micro-batch; empty before the first. */
  public Optional<LedgerEntry> latest() {
    List<LedgerEntry> latest = new ArrayList<>();
    scan(
        table,
        entry -> {
          if (latest.isEmpty() || latest.get(0).committedAtMicros() < entry.committedAtMicros()) {
            latest.clear();
            latest.add(entry);
          }
        });
    return latest.stream().findFirst();
  }

  /** Every entry, in no order. */
  public static void scan(AppendTable ledger, Consumer<LedgerEntry> visitor) {
    ledger.scan(SCHEMA.fieldNames(), row -> visitor.accept(entry(row)));
  }

  private static LedgerEntry entry(Object[] row) {
    List<TableEntry> tables = new ArrayList<>();
    for (Object element : (List<?>) row[10]) {
      Object[] t = (Object[]) element;
      tables.add(
          new TableEntry(
              new TableId((String) t[0], (String) t[1]),
              (Long) t[2],
              (Long) t[3],
              (Long) t[4],
              Lag.decoded((String) t[7])));
    }
    Map<String, Long> versions = new HashMap<>();
    ((Map<?, ?>) row[11]).forEach((name, version) -> versions.put((String) name, (Long) version));
    return new LedgerEntry(
        (Long) row[0],
        (Long) row[1],
        (Long) row[2],
        (Long) row[3],
        (Long) row[4],
        (Long) row[5],
        (Long) row[6],
        (Long) row[7],
        (Long) row[8],
        (Long) row[9],
        tables,
        versions);
  }
}
