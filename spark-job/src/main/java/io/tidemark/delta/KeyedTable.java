package io.tidemark.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.roaringbitmap.RoaringBitmap;

/**
 * A Delta table with one row a key. An upsert marks the old row deleted where it lies and appends
 * the new one, in one commit: what it costs follows the change, not the table. Not thread-safe.
 */
public final class KeyedTable extends IndexedTable {
  private static final String KEY_DOMAIN = "tidemark.key";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> key;

  KeyedTable(DeltaTable table) {
    super(table);
    this.key = keyOf(table).orElseThrow();
  }

  /** The table at a path, or empty if there is none. */
  public static Optional<KeyedTable> open(Configuration hadoop, String path) {
    return DeltaTable.open(hadoop, path).map(KeyedTable::new);
  }

  /**
   * The table at a path with all columns of a schema, made if there is none. One that had no key
   * when an earlier Tidemark made it has it from here on.
   *
   * @param key names of the key columns, in key order
   */
  public static KeyedTable openOrCreate(
      Configuration hadoop, String path, StructType schema, List<String> key) {
    LakeTable there =
        LakeTable.existing(hadoop, path)
            .orElseGet(() -> create(hadoop, path, schema, key, Map.of()));
    KeyedTable table = there instanceof AppendTable all ? all.keyed(key) : (KeyedTable) there;
    table.complete(schema);
    return table;
  }

  /**
   * A new table without rows. It remembers its key.
   *
   * @param key names of the key columns, in key order
   * @param domains domain metadata to begin with, by domain
   */
  public static KeyedTable create(
      Configuration hadoop,
      String path,
      StructType schema,
      List<String> key,
      Map<String, String> domains) {
    return new KeyedTable(DeltaTable.create(hadoop, path, schema, remembering(key, domains)));
  }

  /** Domains with a key among them. */
  static Map<String, String> remembering(List<String> key, Map<String, String> domains) {
    Map<String, String> all = new HashMap<>(domains);
    all.put(KEY_DOMAIN, JSON.valueToTree(key).toString());
    return all;
  }

  /** Names of a table's key columns, none for a multiset; empty if it has no such idea. */
  static Optional<List<String>> keyOf(DeltaTable table) {
    return table
        .domain(KEY_DOMAIN)
        .map(
            json -> {
              try {
                return List.of(JSON.readValue(json, String[].class));
              } catch (JsonProcessingException e) {
                throw new IllegalStateException(
                    "the key of '" + table.path() + "' is '" + json + "'", e);
              }
            });
  }

  /** Names of the key columns, in key order. */
  public List<String> key() {
    return key;
  }

  @Override
  List<String> identity() {
    return key;
  }

  @Override
  KeyHash hash(Object[] identity, KeyIndex entered) {
    return KeyHash.of(Arrays.asList(identity));
  }

  /** Whether a key has a row. */
  public boolean contains(KeyHash hash) {
    return index().find(hash) != KeyIndex.NONE;
  }

  /**
   * The current rows of keys.
   *
   * @return values in the schema's order by key; a key without a row is not in it
   */
  public Map<KeyHash, Object[]> rows(Collection<KeyHash> keys) {
    KeyIndex current = index();
    Map<KeyHash, Long> positions = new LinkedHashMap<>();
    for (KeyHash hash : keys) {
      long at = current.find(hash);
      if (at != KeyIndex.NONE) {
        positions.put(hash, at);
      }
    }
    return read(positions);
  }

  /** Commit a change; the version it made. */
  public long apply(KeyedChange change) {
    List<KeyHash> keys = List.copyOf(change.upserts().keySet());
    List<Object[]> rows = keys.stream().map(change.upserts()::get).toList();
    List<DataFile> written =
        commit(() -> new TableChange(rows, deleted(change), Set.of(), change.domains(), false));
    if (change.sweep() != null) {
      forgetIndex();
    } else {
      change.deletes().forEach(index()::remove);
      place(keys, written);
    }
    return version();
  }

  @Override
  public void clear(Map<String, String> domains) {
    apply(new KeyedChange(Map.of(), Set.of(), row -> true, domains));
  }

  private Map<String, RoaringBitmap> deleted(KeyedChange change) {
    KeyIndex current = index();
    Map<String, RoaringBitmap> deleted = new LinkedHashMap<>();
    change.upserts().keySet().forEach(hash -> mark(current.find(hash), deleted));
    change.deletes().forEach(hash -> mark(current.find(hash), deleted));
    if (change.sweep() != null) {
      sweep(change.sweep(), deleted);
    }
    return deleted;
  }

  /**
   * Merge small files and files of mostly deleted rows if there are enough of them.
   *
   * @return whether there was something to do
   */
  @Override
  public boolean compact() {
    if (Compaction.choose(table.files()).isEmpty()) {
      return false;
    }
    List<Object[]> rows = new ArrayList<>();
    List<DataFile> written =
        commit(
            () -> {
              List<DataFile> chosen = Compaction.choose(table.files());
              rows.clear();
              rows.addAll(rowsOf(chosen));
              return Compaction.change(chosen, rows);
            });
    List<String> columns = schema().fieldNames();
    int[] places = key.stream().mapToInt(columns::indexOf).toArray();
    place(
        rows.stream()
            .map(row -> KeyHash.of(Arrays.stream(places).mapToObj(i -> row[i]).toList()))
            .toList(),
        written);
    return true;
  }
}
