package io.tidemark.mirror;

import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.TableId;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * {@code system.stale}: one row a table whose mirror can't become right from the changes that are
 * still to come, with {@code schema_name}, {@code table_name}, {@code reason} and {@code since}
 * (our clock). A table that is not in it is not known to be wrong. Not thread-safe.
 */
public final class StaleTable {
  private static final List<String> KEY = List.of("schema_name", "table_name");
  private static final StructType SCHEMA =
      new StructType()
          .add("schema_name", StringType.STRING)
          .add("table_name", StringType.STRING)
          .add("reason", StringType.STRING)
          .add("since", TimestampType.TIMESTAMP);

  private final KeyedTable table;

  /** The table at a path, made if there is none. */
  public StaleTable(Configuration hadoop, String path) {
    table =
        KeyedTable.open(hadoop, path)
            .orElseGet(() -> KeyedTable.create(hadoop, path, SCHEMA, KEY, Map.of()));
  }

  public KeyedTable table() {
    return table;
  }

  /** Why tables are stale, by table; none where there is no such table yet. */
  public static Map<TableId, String> reasons(Configuration hadoop, String path) {
    return KeyedTable.open(hadoop, path).map(StaleTable::reasons).orElseGet(Map::of);
  }

  private static Map<TableId, String> reasons(KeyedTable table) {
    Map<TableId, String> reasons = new TreeMap<>();
    table.scan(
        List.of("schema_name", "table_name", "reason"),
        row -> reasons.put(new TableId((String) row[0], (String) row[1]), (String) row[2]));
    return reasons;
  }

  /** A stale table, why, and since when by our clock. */
  public record Stale(TableId table, String reason, long sinceMicros) {}

  /** All stale tables. */
  public List<Stale> all() {
    List<Stale> all = new ArrayList<>();
    table.scan(
        SCHEMA.fieldNames(),
        row ->
            all.add(
                new Stale(
                    new TableId((String) row[0], (String) row[1]),
                    (String) row[2],
                    (Long) row[3])));
    return all;
  }

  /**
   * Mark tables as stale. One that is stale already keeps its first reason.
   *
   * @return those that were not stale before
   */
  public List<TableId> mark(Collection<TableId> tables, String reason, long nowMicros) {
    Map<TableId, String> known = reasons(table);
    List<TableId> fresh = tables.stream().filter(id -> !known.containsKey(id)).sorted().toList();
    if (!fresh.isEmpty()) {
      Map<KeyHash, Object[]> rows = new LinkedHashMap<>();
      fresh.forEach(
          id -> rows.put(key(id), new Object[] {id.schema(), id.table(), reason, nowMicros}));
      table.apply(new KeyedChange(rows, Set.of(), null, Map.of()));
    }
    return fresh;
  }

  /** The table is right again; whether it was stale. */
  public boolean clear(TableId id) {
    boolean stale = table.contains(key(id));
    if (stale) {
      table.apply(new KeyedChange(Map.of(), Set.of(key(id)), null, Map.of()));
    }
    return stale;
  }

  private static KeyHash key(TableId id) {
    return KeyHash.of(List.of(id.schema(), id.table()));
  }
}
