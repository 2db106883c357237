package io.tidemark.delta;

import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.roaringbitmap.RoaringBitmap;

/**
 * A Delta table of rows without a key, which are told apart by their content only and may be there
 * several times. The index is built when the first row has to go: a table that only grows does
 * without. Not thread-safe.
 */
public final class MultisetTable extends IndexedTable {
  /** Place of the values that columns can't hold in the struct {@code _cdc}. */
  private static final int UNREPRESENTABLE = 6;

  private List<String> content;

  MultisetTable(DeltaTable table) {
    super(table);
    content = columns(table.schema());
  }

  static MultisetTable create(
      Configuration hadoop, String path, StructType schema, Map<String, String> domains) {
    return new MultisetTable(
        DeltaTable.create(hadoop, path, schema, KeyedTable.remembering(List.of(), domains)));
  }

  private static List<String> columns(StructType schema) {
    return schema.fieldNames().stream().filter(name -> !name.equals(CDC)).toList();
  }

  /** From here on these columns are the content: the ones that the source still has. */
  public void content(List<String> columns) {
    if (!Set.copyOf(columns).equals(Set.copyOf(content))) {
      content = List.copyOf(columns);
      forgetIndex();
    }
  }

  @Override
  List<String> identity() {
    List<String> identity = new ArrayList<>(content);
    identity.add(CDC);
    return identity;
  }

  @Override
  KeyHash hash(Object[] identity, KeyIndex entered) {
    KeyHash hash = contentHash(content, identity);
    return occurrence(hash, count(hash, entered));
  }

  /**
   * What rows of the same content have in common; NULL is like a column that is not there. Of a
   * value that its column can't hold the source's text counts.
   */
  private static KeyHash contentHash(List<String> names, Object[] values) {
    Object[] cdc = (Object[]) values[values.length - 1];
    Map<?, ?> texts = cdc[UNREPRESENTABLE] == null ? Map.of() : (Map<?, ?>) cdc[UNREPRESENTABLE];
    List<Object> content = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Object text = texts.get(names.get(i));
      if (values[i] != null || text != null) {
        content.add(names.get(i));
        content.add(values[i]);
        content.add(text);
      }
    }
    return KeyHash.of(content);
  }

  /**
   * What a row's content is known by.
   *
   * @param row in the schema's order, {@code _cdc} filled
   */
  public KeyHash contentOf(Object[] row) {
    Object[] identity = new Object[content.size() + 1];
    for (int i = 0; i < content.size(); i++) {
      identity[i] = row[schema().indexOf(content.get(i))];
    }
    identity[content.size()] = row[row.length - 1];
    return contentHash(content, identity);
  }

  /** How many rows of a content are there. */
  public int count(KeyHash content) {
    return count(content, index());
  }

  /** Occurrences of a content are numbered from 0 without gaps. */
  private static int count(KeyHash content, KeyIndex index) {
    int there = 0;
    int step = 1;
    while (index.find(occurrence(content, there + step - 1)) != KeyIndex.NONE) {
      there += step;
      step *= 2;
    }
    for (int half = step / 2; half > 0; half /= 2) {
      if (index.find(occurrence(content, there + half - 1)) != KeyIndex.NONE) {
        there += half;
      }
    }
    return there;
  }

  private static KeyHash occurrence(KeyHash content, int number) {
    return new KeyHash(content.high() + number, content.low() + number * 0x9E3779B97F4A7C15L);
  }

  @Override
  public void clear(Map<String, String> domains) {
    apply(Map.of(), List.of(), row -> true, domains);
  }

  /**
   * Commit a change.
   *
   * @param gone how many rows of a content go; no more than are there
   * @param rows to append, in the schema's order
   * @param sweep of the rows that were there before, those to delete too, told by the value of
   *     their struct {@code _cdc}; null for none
   * @param domains domain metadata to set, by domain
   */
  public void apply(
      Map<KeyHash, Integer> gone,
      List<Object[]> rows,
      Predicate<Object[]> sweep,
      Map<String, String> domains) {
    List<DataFile> written =
        commit(() -> new TableChange(rows, deleted(gone, sweep), Set.of(), domains, false));
    if (sweep != null) {
      forgetIndex();
    } else if (indexed()) {
      KeyIndex current = index();
      gone.forEach(
          (content, number) -> {
            int there = count(content, current);
            for (int n = there - number; n < there; n++) {
              current.remove(occurrence(content, n));
            }
          });
      List<KeyHash> keys = new ArrayList<>();
      Map<KeyHash, Integer> next = new LinkedHashMap<>();
      for (Object[] row : rows) {
        KeyHash hash = contentOf(row);
        int number = next.computeIfAbsent(hash, h -> count(h, current));
        next.put(hash, number + 1);
        keys.add(occurrence(hash, number));
      }
      place(keys, written);
    }
  }

  private Map<String, RoaringBitmap> deleted(
      Map<KeyHash, Integer> gone, Predicate<Object[]> sweep) {
    Map<String, RoaringBitmap> deleted = new LinkedHashMap<>();
    gone.forEach(
        (content, number) -> {
          int there = count(content);
          for (int n = there - number; n < there; n++) {
            mark(index().find(occurrence(content, n)), deleted);
          }
        });
    if (sweep != null) {
      sweep(sweep, deleted);
    }
    return deleted;
  }

  /** Merge small files if there are enough of them; whether there was something to do. */
  @Override
  public boolean compact() {
    boolean merged = merge();
    if (merged) {
      forgetIndex();
    }
    return merged;
  }
}
