package io.tidemark.mirror;

import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.TableId;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import io.tidemark.mirror.Suspicion.Cure;
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
 * still to come, with {@code schema_name}, {@code table_name}, {@code reason}, {@code since} (our
 * clock), {@code lsn} (null if nothing is known of it) at which the reason was there, and {@code
 * cure}: how it becomes right, see {@link Suspicion.Cure}. A table that is not in it is not known
 * to be wrong. Not thread-safe.
 */
public final class StaleTable {
  private static final List<String> KEY = List.of("schema_name", "table_name");
  private static final StructType SCHEMA =
      new StructType()
          .add("schema_name", StringType.STRING)
          .add("table_name", StringType.STRING)
          .add("reason", StringType.STRING)
          .add("since", TimestampType.TIMESTAMP)
          .add("lsn", LongType.LONG)
          .add("cure", StringType.STRING);

  private final KeyedTable table;

  /** The table at a path, made if there is none. */
  public StaleTable(Configuration hadoop, String path) {
    table = KeyedTable.openOrCreate(hadoop, path, SCHEMA, KEY);
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
    entries(table)
        .forEach(
            (id, entry) ->
                reasons.put(
                    id,
                    entry.cure() == Cure.REPAIR
                        ? entry.reason()
                        : entry.reason() + " (the running job makes it right)"));
    return reasons;
  }

  /** A stale table, why, and since when by our clock. */
  public record Stale(TableId table, String reason, long sinceMicros) {}

  /** The tables that are stale until somebody repairs them. */
  public List<Stale> all() {
    List<Stale> all = new ArrayList<>();
    table.scan(
        SCHEMA.fieldNames(),
        row -> {
          if (row[5] == null || row[5].equals(Cure.REPAIR.name())) {
            TableId id = new TableId((String) row[0], (String) row[1]);
            all.add(new Stale(id, (String) row[2], (Long) row[3]));
          }
        });
    return all;
  }

  /**
   * Mark tables as stale until somebody repairs them. One that is stale already for such a reason
   * keeps it.
   *
   * @return those that were not stale before, or would have become right without anybody
   */
  public List<TableId> mark(Collection<TableId> tables, String reason, long nowMicros) {
    Map<TableId, Suspicion> known = entries();
    List<TableId> fresh =
        tables.stream()
            .filter(id -> !known.containsKey(id) || known.get(id).cure() != Cure.REPAIR)
            .sorted()
            .toList();
    if (!fresh.isEmpty()) {
      Map<KeyHash, Object[]> rows = new LinkedHashMap<>();
      fresh.forEach(id -> rows.put(key(id), row(id, reason, nowMicros, null, Cure.REPAIR)));
      table.apply(KeyedChange.upserts(rows));
    }
    return fresh;
  }

  /** Mark tables as stale for a further reason, until a comparison at its LSN or later. */
  public void mark(Map<TableId, Suspicion> suspicions, long nowMicros) {
    if (suspicions.isEmpty()) {
      return;
    }
    Map<TableId, Suspicion> known = entries();
    Map<KeyHash, Object[]> rows = new LinkedHashMap<>();
    suspicions.forEach(
        (id, suspicion) -> {
          Suspicion all = suspicion.and(known.get(id));
          rows.put(key(id), row(id, all.reason(), nowMicros, all.lsn(), all.cure()));
        });
    table.apply(KeyedChange.upserts(rows));
  }

  /** What became known at an LSN that the source gives to other changes now is proven by any. */
  public void rewind(long lsn, long nowMicros) {
    Map<KeyHash, Object[]> rows = new LinkedHashMap<>();
    entries()
        .forEach(
            (id, known) -> {
              if (Long.compareUnsigned(known.lsn(), lsn) > 0) {
                rows.put(key(id), row(id, known.reason(), nowMicros, null, known.cure()));
              }
            });
    if (!rows.isEmpty()) {
      table.apply(KeyedChange.upserts(rows));
    }
  }

  private static Object[] row(TableId id, String reason, long nowMicros, Long lsn, Cure cure) {
    return new Object[] {id.schema(), id.table(), reason, nowMicros, lsn, cure.name()};
  }

  /** Why each stale table is so, and how it becomes right. */
  public Map<TableId, Suspicion> entries() {
    return entries(table);
  }

  private static Map<TableId, Suspicion> entries(KeyedTable table) {
    Map<TableId, Suspicion> entries = new TreeMap<>();
    table.scan(
        SCHEMA,
        Set.of(),
        row ->
            entries.put(
                new TableId((String) row[0], (String) row[1]),
                new Suspicion(
                    (String) row[2],
                    row[4] == null ? 0 : (Long) row[4],
                    row[5] == null ? Cure.REPAIR : Cure.valueOf((String) row[5]))));
    return entries;
  }

  /**
   * The table was found equal at an LSN.
   *
   * @return whether it is not stale any more: what became known since stands against it
   */
  public boolean proven(TableId id, long lsn) {
    Suspicion known = entries().get(id);
    return known != null && Long.compareUnsigned(known.lsn(), lsn) <= 0 && clear(id);
  }

  /** The table is right again, or there is none any more; whether it was stale. */
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
