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
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.roaringbitmap.RoaringBitmap;

/**
 * A Delta table with one row a key. An upsert marks the old row deleted where it lies and appends
 * the new one, in one commit: what it costs follows the change, not the table. A {@link KeyIndex}
 * says where rows lie; it is built from the key columns at first use and again after another
 * writer's commit. Not thread-safe.
 */
public final class KeyedTable extends LakeTable {
  private static final String CDC = "_cdc";
  private static final String KEY_DOMAIN = "tidemark.key";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<String> key;
  private KeyIndex index;
  private final List<String> fileNames = new ArrayList<>();
  private final Map<String, Integer> fileNumbers = new HashMap<>();

  KeyedTable(DeltaTable table) {
    super(table);
    this.key = keyOf(table);
  }

  static boolean hasKey(DeltaTable table) {
    return table.domain(KEY_DOMAIN).isPresent();
  }

  /** The table at a path, or empty if there is none. */
  public static Optional<KeyedTable> open(Configuration hadoop, String path) {
    return DeltaTable.open(hadoop, path).map(KeyedTable::new);
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
    Map<String, String> all = new HashMap<>(domains);
    all.put(KEY_DOMAIN, JSON.valueToTree(key).toString());
    return new KeyedTable(DeltaTable.create(hadoop, path, schema, all));
  }

  private static List<String> keyOf(DeltaTable table) {
    String json =
        table
            .domain(KEY_DOMAIN)
            .orElseThrow(
                () -> new IllegalStateException("'" + table.path() + "' does not say its key"));
    try {
      return List.of(JSON.readValue(json, String[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the key of '" + table.path() + "' is '" + json + "'", e);
    }
  }

  /** Names of the key columns, in key order. */
  public List<String> key() {
    return key;
  }

  /**
   * The current rows of keys.
   *
   * @return values in the schema's order by key; a key without a row is not in it
   */
  public Map<KeyHash, Object[]> rows(Collection<KeyHash> keys) {
    KeyIndex current = index();
    Map<Integer, Map<Integer, KeyHash>> wanted = new LinkedHashMap<>();
    for (KeyHash hash : keys) {
      long at = current.find(hash);
      if (at != KeyIndex.NONE) {
        wanted
            .computeIfAbsent(KeyIndex.file(at), file -> new HashMap<>())
            .put(KeyIndex.row(at), hash);
      }
    }
    List<String> columns = table.schema().fieldNames();
    Map<KeyHash, Object[]> found = new HashMap<>();
    wanted.forEach(
        (file, rows) ->
            table.read(
                table.file(fileNames.get(file)),
                columns,
                (number, values) -> {
                  KeyHash hash = rows.get(number);
                  if (hash != null) {
                    found.put(hash, values);
                  }
                }));
    return found;
  }

  /** Commit a change; the version it made. */
  public long apply(KeyedChange change) {
    List<KeyHash> keys = List.copyOf(change.upserts().keySet());
    List<Object[]> rows = keys.stream().map(change.upserts()::get).toList();
    List<DataFile> written =
        commit(() -> new TableChange(rows, deleted(change), Set.of(), change.domains(), false));
    if (change.sweep() != null) {
      index = null;
    } else {
      change.deletes().forEach(index()::remove);
      place(keys, written);
    }
    return version();
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

  private void mark(long at, Map<String, RoaringBitmap> deleted) {
    if (at != KeyIndex.NONE) {
      deleted
          .computeIfAbsent(fileNames.get(KeyIndex.file(at)), name -> new RoaringBitmap())
          .add(KeyIndex.row(at));
    }
  }

  private void sweep(Predicate<Object[]> goes, Map<String, RoaringBitmap> deleted) {
    for (DataFile file : table.files()) {
      live(
          file,
          List.of(CDC),
          (number, values) -> {
            if (goes.test((Object[]) values[0])) {
              deleted.computeIfAbsent(file.path(), name -> new RoaringBitmap()).add(number);
            }
          });
    }
  }

  /** Enter rows that were written in this order. */
  private void place(List<KeyHash> keys, List<DataFile> written) {
    KeyIndex current = index();
    int next = 0;
    for (DataFile file : written) {
      int number = number(file.path());
      for (int row = 0; row < file.rows(); row++) {
        current.put(keys.get(next++), KeyIndex.position(number, row));
      }
    }
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

  @Override
  void refreshed() {
    index = null;
  }

  private KeyIndex index() {
    if (index == null) {
      fileNames.clear();
      fileNumbers.clear();
      KeyIndex built = new KeyIndex();
      for (DataFile file : table.files()) {
        int number = number(file.path());
        live(
            file,
            key,
            (row, values) ->
                built.put(KeyHash.of(Arrays.asList(values)), KeyIndex.position(number, row)));
      }
      index = built;
    }
    return index;
  }

  private int number(String file) {
    return fileNumbers.computeIfAbsent(
        file,
        name -> {
          fileNames.add(name);
          return fileNames.size() - 1;
        });
  }
}
