package io.tidemark.torture.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What a table will look like at a moment of the plan, were its sessions never in each other's way.
 * As they are, it is a good guess: most statements hit what they mean to hit, some do not.
 */
final class Model {
  /** Few, so that sessions meet. */
  static final int KEYS = 50;

  private static final List<String> REGIONS = List.of("north", "süd", "it's east", "");

  private final PlannedTable table;
  private final List<PlannedColumn> columns;
  private final List<PlannedColumn> ever;
  private final BitSet present = new BitSet(KEYS + 1);
  private List<String> key;
  private boolean settled;

  Model(PlannedTable table) {
    this.table = table;
    this.columns = new ArrayList<>(table.columns());
    this.ever = new ArrayList<>(table.columns());
    this.key = table.key();
  }

  PlannedTable table() {
    return table;
  }

  /** Now. */
  List<PlannedColumn> columns() {
    return columns;
  }

  /** All that there ever were, each as it was at first. */
  List<PlannedColumn> ever() {
    return ever;
  }

  /** Columns of the primary key now. */
  List<String> key() {
    return key;
  }

  void key(List<String> columnNames) {
    key = columnNames;
  }

  void add(PlannedColumn column) {
    columns.add(column);
    ever.add(column);
  }

  /** The table is made anew, empty. */
  void recreate() {
    columns.clear();
    columns.addAll(table.columns());
    present.clear();
  }

  /** Whether its shape is final and it is not emptied any more. */
  boolean settled() {
    return settled;
  }

  void settle() {
    settled = true;
  }

  BitSet present() {
    return present;
  }

  /** A key that is probably there, often a hot one. */
  int existing(Dice dice) {
    int from = dice.hot(KEYS);
    int next = present.nextSetBit(from);
    return next > 0 ? next : Math.max(1, present.previousSetBit(from));
  }

  /** A key that is probably not there. */
  int absent(Dice dice) {
    int next = present.nextClearBit(dice.hot(KEYS));
    return next <= KEYS ? next : dice.between(1, KEYS);
  }

  /** The names of the columns that a key number fills. */
  List<String> keyColumns() {
    return switch (table.kind()) {
      case COMPOSITE_KEY -> List.of("region", "nr");
      case PARTITIONED -> List.of("part", "id");
      default -> List.of("id");
    };
  }

  /** The values of those columns for a key number. */
  List<String> keyValues(int number) {
    return switch (table.kind()) {
      case BIGINT_KEY -> List.of(Long.toString(number * 1_000_000_007_000L));
      case UUID_KEY -> List.of("%08x-1111-4222-8333-%012x".formatted(number, number));
      case TEXT_KEY -> List.of(text(number));
      case COMPOSITE_KEY ->
          List.of(REGIONS.get(number % REGIONS.size()), Integer.toString(number / REGIONS.size()));
      case PARTITIONED ->
          List.of(Integer.toString(number % PlannedTable.PARTITIONS), Integer.toString(number));
      default -> List.of(Integer.toString(number));
    };
  }

  private static String text(int number) {
    return switch (number % 5) {
      case 0 -> "key-" + number;
      case 1 -> "ключ " + number;
      case 2 -> "a\"b'" + number;
      case 3 -> "  " + number + " ";
      default -> "k\\" + number;
    };
  }
}
