package io.tidemark.delta;

import io.delta.kernel.types.StructType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** A Delta table that only grows. Not thread-safe. */
public final class AppendTable extends LakeTable {
  AppendTable(DeltaTable table) {
    super(table);
  }

  /** The table at a path, or empty if there is none. */
  public static Optional<AppendTable> open(Configuration hadoop, String path) {
    return DeltaTable.open(hadoop, path).map(AppendTable::new);
  }

  /** The table at a path with all columns of a schema, made if there is none. */
  public static AppendTable openOrCreate(Configuration hadoop, String path, StructType schema) {
    AppendTable table = open(hadoop, path).orElseGet(() -> create(hadoop, path, schema, Map.of()));
    table.complete(schema);
    return table;
  }

  /** A new table without rows, with domain metadata to begin with. */
  public static AppendTable create(
      Configuration hadoop, String path, StructType schema, Map<String, String> domains) {
    return new AppendTable(DeltaTable.create(hadoop, path, schema, domains));
  }

  /**
   * The same table with a key from here on.
   *
   * @param key names of columns whose values no two rows share, in key order
   */
  KeyedTable keyed(List<String> key) {
    remember(KeyedTable.remembering(key, Map.of()));
    return new KeyedTable(table);
  }

  /** Append rows and set domain metadata in one commit; the version it made. */
  public long append(List<Object[]> rows, Map<String, String> domains) {
    commit(() -> TableChange.append(rows, domains));
    return version();
  }

  /** Merge small files if there are enough of them; whether there was something to do. */
  @Override
  public boolean compact() {
    return merge();
  }

  @Override
  void refreshed() {}
}
