package io.tidemark.verify;

import io.tidemark.delta.KeyHash;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares one table with its mirror in bounded memory: both sides become {@link Buckets}; only
 * rows in buckets that differ are looked at one by one, so many at a time.
 */
final class TableComparison {
  private static final int MOST_ROWS_AT_ONCE = 200_000;
  private static final int MOST_DIFFERENCES = 200_000;

  private TableComparison() {}

  /** A key that differs: what each side has, null for no row. */
  record Difference(String key, KeyHash source, KeyHash mirror) {
    /** What is wrong, for a person. */
    String describe() {
      String what =
          source == null
              ? "only in the mirror"
              : mirror == null ? "missing in the mirror" : "other values";
      return key + ": " + what;
    }
  }

  /**
   * What differs, by key.
   *
   * @param differences is filled until it has {@link #MOST_DIFFERENCES} keys or a few more
   */
  static TableResult compare(
      Sides sides, Connection connection, Map<KeyHash, Difference> differences)
      throws SQLException {
    return compare(sides, connection, differences, MOST_ROWS_AT_ONCE);
  }

  static TableResult compare(
      Sides sides, Connection connection, Map<KeyHash, Difference> differences, int mostRowsAtOnce)
      throws SQLException {
    Buckets source = new Buckets();
    Buckets mirror = new Buckets();
    sides.scanSource(connection, (key, texts) -> source.add(key, Buckets.row(texts)));
    sides.scanMirror((key, texts) -> mirror.add(key, Buckets.row(texts)));
    BitSet differing = source.differing(mirror);
    for (BitSet portion : portions(differing, source, mirror, mostRowsAtOnce)) {
      if (differences.size() < MOST_DIFFERENCES) {
        drill(sides, connection, portion, differences);
      }
    }
    List<String> shown = new ArrayList<>();
    differences.values().stream()
        .limit(TableResult.MOST)
        .forEach(difference -> shown.add(difference.describe()));
    return new TableResult(
        sides.source().id(), source.rows(), mirror.rows(), shown, differences.size());
  }

  /** The buckets in portions of so many rows, or of one bucket with more. */
  private static List<BitSet> portions(
      BitSet differing, Buckets source, Buckets mirror, int mostRows) {
    List<BitSet> portions = new ArrayList<>();
    BitSet portion = new BitSet();
    int rows = 0;
    for (int b = differing.nextSetBit(0); b >= 0; b = differing.nextSetBit(b + 1)) {
      int inBucket = Math.max(source.size(b), mirror.size(b));
      if (!portion.isEmpty() && rows + inBucket > mostRows) {
        portions.add(portion);
        portion = new BitSet();
        rows = 0;
      }
      portion.set(b);
      rows += inBucket;
    }
    if (!portion.isEmpty()) {
      portions.add(portion);
    }
    return portions;
  }

  private static void drill(
      Sides sides, Connection connection, BitSet differing, Map<KeyHash, Difference> differences)
      throws SQLException {
    Map<KeyHash, KeyHash> rows = new HashMap<>();
    Map<KeyHash, String> names = new HashMap<>();
    int keys = sides.key().size();
    sides.scanSource(
        connection,
        counted(
            sides,
            differing,
            (key, texts) -> {
              rows.put(key, Buckets.row(texts));
              names.put(key, texts.subList(0, keys).toString());
            }));
    sides.scanMirror(
        counted(
            sides,
            differing,
            (key, texts) -> {
              KeyHash row = Buckets.row(texts);
              KeyHash expected = rows.remove(key);
              if (!row.equals(expected)) {
                String name = texts.subList(0, keys).toString();
                differences.put(key, new Difference(name, expected, row));
              }
            }));
    rows.forEach(
        (key, row) -> differences.putIfAbsent(key, new Difference(names.get(key), row, null)));
  }

  /** The rows of some buckets; of equal ones of a multiset, each gets a key of its own. */
  private static Sides.RowVisitor counted(Sides sides, BitSet buckets, Sides.RowVisitor visitor) {
    Map<KeyHash, Integer> seen = new HashMap<>();
    return (key, texts) -> {
      if (buckets.get(Buckets.of(key))) {
        int occurrence = sides.multiset() ? seen.merge(key, 1, Integer::sum) : 1;
        visitor.row(occurrence == 1 ? key : numbered(key, occurrence), texts);
      }
    };
  }

  private static KeyHash numbered(KeyHash key, int occurrence) {
    return KeyHash.of(List.of(key.high(), key.low(), occurrence));
  }
}
