package io.tidemark.delta;

import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.roaringbitmap.RoaringBitmap;

/**
 * A table whose rows are found by a {@link KeyIndex}. It is built from the table at first use and
 * again after another writer's commit, and advanced with every commit of our own. Not thread-safe.
 */
public abstract sealed class IndexedTable extends LakeTable permits KeyedTable, MultisetTable {
  /** The struct of ours at the end of every row. */
  static final String CDC = "_cdc";

  private KeyIndex index;
  private final List<String> fileNames = new ArrayList<>();
  private final Map<String, Integer> fileNumbers = new HashMap<>();

  IndexedTable(DeltaTable table) {
    super(table);
  }

  /**
   * A new table without rows, which remembers its key.
   *
   * @param key names of the key columns, in key order; none for a table of rows without a key
   * @param domains domain metadata to begin with, by domain
   */
  public static IndexedTable create(
      Configuration hadoop,
      String path,
      StructType schema,
      List<String> key,
      Map<String, String> domains) {
    return key.isEmpty()
        ? MultisetTable.create(hadoop, path, schema, domains)
        : KeyedTable.create(hadoop, path, schema, key, domains);
  }

  /** Whether no two rows have the same values in these columns; of no columns that is true. */
  public boolean isUnique(List<String> key) {
    Set<KeyHash> seen = new HashSet<>();
    boolean[] unique = {true};
    if (!key.isEmpty()) {
      scan(key, row -> unique[0] &= seen.add(KeyHash.of(Arrays.asList(row))));
    }
    return unique[0];
  }

  /**
   * The same table with another key.
   *
   * @param domains domain metadata to set in the same commit
   */
  public IndexedTable rekeyed(List<String> key, Map<String, String> domains) {
    remember(KeyedTable.remembering(key, domains));
    return key.isEmpty() ? new MultisetTable(table) : new KeyedTable(table);
  }

  /**
   * The same table with another schema: columns may have other names, which the rows' values follow
   * by the fields' metadata, and may be new ones, without values.
   *
   * @param key the key columns' names from here on
   * @param domains domain metadata to set in the same commit
   */
  public IndexedTable reshaped(StructType schema, List<String> key, Map<String, String> domains) {
    evolve(schema, KeyedTable.remembering(key, domains));
    return key.isEmpty() ? new MultisetTable(table) : new KeyedTable(table);
  }

  /**
   * Remove every row.
   *
   * @param domains domain metadata to set in the same commit
   */
  public abstract void clear(Map<String, String> domains);

  /** Begin to replace every row by others. */
  public Replacement replacement() {
    return new Replacement(this, table.writer());
  }

  final void replace(List<DataFile> written, Map<String, String> domains) {
    retried(
        () -> {
          table.replace(written, domains);
          return written;
        });
    forgetIndex();
  }

  /** Columns that tell a row from others. */
  abstract List<String> identity();

  /** What a row of the table is to be found by. */
  abstract KeyHash hash(Object[] identity, KeyIndex entered);

  final boolean indexed() {
    return index != null;
  }

  final void forgetIndex() {
    index = null;
  }

  final KeyIndex index() {
    if (index == null) {
      fileNames.clear();
      fileNumbers.clear();
      KeyIndex built = new KeyIndex();
      List<String> columns = identity();
      for (DataFile file : table.files()) {
        int number = number(file.path());
        live(
            file,
            columns,
            (row, values) -> built.put(hash(values, built), KeyIndex.position(number, row)));
      }
      index = built;
    }
    return index;
  }

  final String fileName(long position) {
    return fileNames.get(KeyIndex.file(position));
  }

  final void mark(long position, Map<String, RoaringBitmap> deleted) {
    if (position != KeyIndex.NONE) {
      deleted
          .computeIfAbsent(fileName(position), name -> new RoaringBitmap())
          .add(KeyIndex.row(position));
    }
  }

  /** Mark the rows whose struct {@code _cdc} says so. */
  final void sweep(Predicate<Object[]> goes, Map<String, RoaringBitmap> deleted) {
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
  final void place(List<KeyHash> keys, List<DataFile> written) {
    KeyIndex current = index();
    int next = 0;
    for (DataFile file : written) {
      int number = number(file.path());
      for (int row = 0; row < file.rows(); row++) {
        current.put(keys.get(next++), KeyIndex.position(number, row));
      }
    }
  }

  /** The current rows at positions, each by what stands for it. */
  final <K> Map<K, Object[]> read(Map<K, Long> positions) {
    Map<String, Map<Integer, K>> wanted = new LinkedHashMap<>();
    positions.forEach(
        (key, at) ->
            wanted
                .computeIfAbsent(fileName(at), file -> new HashMap<>())
                .put(KeyIndex.row(at), key));
    Map<K, Object[]> found = new HashMap<>();
    wanted.forEach(
        (file, rows) ->
            table.read(
                table.file(file),
                table.schema().fieldNames(),
                (number, values) -> {
                  K key = rows.get(number);
                  if (key != null) {
                    found.put(key, values);
                  }
                }));
    return found;
  }

  @Override
  void refreshed() {
    index = null;
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
