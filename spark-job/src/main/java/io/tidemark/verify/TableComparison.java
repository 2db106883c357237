package io.tidemark.verify;

import io.tidemark.delta.KeyHash;
import java.sql.Connection;
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
  private static final long MOST_DIFFERENCES = 200_000;

  private final Sides sides;
  private final Connection connection;
  private final Pace pace;
  private final Limits limits;
  private final Buckets source = new Buckets();
  private final Buckets mirror = new Buckets();
  private final List<String> shown = new ArrayList<>();
  private long differences;

  /**
   * Where a comparison stops.
   *
   * @param rowsAtOnce rows that are looked at one by one, at once
   * @param named keys that are named
   */
  record Limits(int rowsAtOnce, int named) {
    static final Limits USUAL = new Limits(100_000, TableResult.MOST);
  }

  private TableComparison(Sides sides, Connection connection, Pace pace, Limits limits) {
    this.sides = sides;
    this.connection = connection;
    this.pace = pace;
    this.limits = limits;
  }

  /**
   * What differs.
   *
   * @throws CannotTellException if the source does not give its rows
   */
  static TableResult compare(Sides sides, Connection connection, Pace pace) {
    return compare(sides, connection, pace, Limits.USUAL);
  }

  static TableResult compare(Sides sides, Connection connection, Pace pace, Limits limits) {
    return new TableComparison(sides, connection, pace, limits).compare();
  }

  private TableResult compare() {
    long[] missing = {0};
    pace.both(
        () ->
            sides.scanSource(
                connection, pace.paced((key, texts) -> source.add(key, Buckets.row(texts)))),
        () ->
            missing[0] =
                sides.scanMirror(pace.paced((key, texts) -> mirror.add(key, Buckets.row(texts)))));
    if (missing[0] > 0) {
      differs("a deleted row that the mirror did not have", missing[0]);
    }
    for (BitSet portion : portions(source.differing(mirror), limits.rowsAtOnce())) {
      if (differences < MOST_DIFFERENCES) {
        new Portion(portion).compare();
      }
    }
    return TableResult.compared(
        sides.source().id(), source.rows(), mirror.rows(), shown, differences);
  }

  /** The buckets in portions of so many rows, or of one bucket with more. */
  private List<BitSet> portions(BitSet differing, int mostRows) {
    List<BitSet> portions = new ArrayList<>();
    BitSet portion = new BitSet();
    long rows = 0;
    for (int i = differing.nextSetBit(0); i >= 0; i = differing.nextSetBit(i + 1)) {
      long here = Math.max(source.size(i), mirror.size(i));
      if (!portion.isEmpty() && rows + here > mostRows) {
        portions.add(portion);
        portion = new BitSet();
        rows = 0;
      }
      portion.set(i);
      rows += here;
    }
    if (!portion.isEmpty()) {
      portions.add(portion);
    }
    return portions;
  }

  private void differs(String what, long times) {
    if (shown.size() < limits.named()) {
      shown.add(times == 1 ? what : "%s, %,d times".formatted(what, times));
    }
    differences += times;
  }

  /** A key's row in the source. */
  private static final class Row {
    private final String name;
    private final KeyHash content;

    /** How often the source has it and the mirror had not yet; without a key often. */
    private long left;

    Row(String name, KeyHash content) {
      this.name = name;
      this.content = content;
    }
  }

  /** The rows of some buckets, one by one. */
  private final class Portion {
    private final BitSet buckets;
    private final Map<KeyHash, Row> rows = new HashMap<>();

    Portion(BitSet buckets) {
      this.buckets = buckets;
    }

    void compare() {
      sides.scanSource(connection, pace.paced(ofBuckets(this::expect)));
      sides.scanMirror(pace.paced(ofBuckets(this::compare)));
      for (Row row : rows.values()) {
        if (row.left > 0) {
          differs(row.name + ": missing in the mirror", row.left);
        }
      }
    }

    private Sides.RowVisitor ofBuckets(Sides.RowVisitor visitor) {
      return (key, texts) -> {
        if (buckets.get(Buckets.of(key))) {
          visitor.row(key, texts);
        }
      };
    }

    private void expect(KeyHash key, List<String> texts) {
      rows.computeIfAbsent(key, k -> new Row(name(texts), Buckets.row(texts))).left++;
    }

    private void compare(KeyHash key, List<String> texts) {
      Row row = rows.get(key);
      if (row == null) {
        differs(name(texts) + ": only in the mirror", 1);
      } else if (row.left == 0) {
        differs(row.name + ": more often in the mirror", 1);
      } else {
        row.left--;
        if (!row.content.equals(Buckets.row(texts))) {
          differs(row.name + ": other values", 1);
        }
      }
    }

    private String name(List<String> texts) {
      return texts.subList(0, sides.key().size()).toString();
    }
  }
}
