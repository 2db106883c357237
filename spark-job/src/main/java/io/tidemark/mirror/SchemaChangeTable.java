package io.tidemark.mirror;

import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.TableId;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * {@code system.schema_changes}: one row a change of a table's shape, with {@code schema_name},
 * {@code table_name}, {@code lsn} and {@code committed_at} (source's clock) of the first change
 * event or look at the catalogue after it, {@code kind} (created, added, type, absent, back, key,
 * not_null, renamed, dropped), {@code column_name} (empty for none), {@code detail} and {@code
 * noticed_at} (ours). Told twice, a change has one row.
 */
public final class SchemaChangeTable {
  private static final List<String> KEY =
      List.of("schema_name", "table_name", "lsn", "kind", "column_name");
  private static final StructType SCHEMA =
      new StructType()
          .add("schema_name", StringType.STRING)
          .add("table_name", StringType.STRING)
          .add("lsn", LongType.LONG)
          .add("committed_at", TimestampType.TIMESTAMP)
          .add("kind", StringType.STRING)
          .add("column_name", StringType.STRING)
          .add("detail", StringType.STRING)
          .add("noticed_at", TimestampType.TIMESTAMP);

  private final KeyedTable table;

  /** The table at a path, made if there is none. */
  public SchemaChangeTable(Configuration hadoop, String path) {
    table = KeyedTable.openOrCreate(hadoop, path, SCHEMA, KEY);
  }

  public KeyedTable table() {
    return table;
  }

  /** Enter mirrors' changes that were not told yet. */
  public void tell(Map<TableId, MirrorTable> mirrors, long nowMicros) {
    Map<KeyHash, Object[]> rows = new LinkedHashMap<>();
    mirrors.forEach(
        (id, mirror) ->
            mirror
                .untold()
                .forEach(change -> rows.put(key(id, change), row(id, change, nowMicros))));
    if (!rows.isEmpty()) {
      table.apply(KeyedChange.upserts(rows));
    }
  }

  private static KeyHash key(TableId id, SchemaChange change) {
    return KeyHash.of(
        List.of(id.schema(), id.table(), change.lsn(), kind(change), change.column()));
  }

  private static Object[] row(TableId id, SchemaChange change, long nowMicros) {
    return new Object[] {
      id.schema(),
      id.table(),
      change.lsn(),
      change.commitMicros(),
      kind(change),
      change.column(),
      change.detail(),
      nowMicros
    };
  }

  private static String kind(SchemaChange change) {
    return change.kind().name().toLowerCase(Locale.ROOT);
  }
}
