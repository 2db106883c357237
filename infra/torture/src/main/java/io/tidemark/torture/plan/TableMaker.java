package io.tidemark.torture.plan;

import java.util.ArrayList;
import java.util.List;

/** Makes tables of each kind, with further columns by chance. */
final class TableMaker {
  private static final List<ColumnKind> EXTRAS =
      List.of(
          ColumnKind.TEXT,
          ColumnKind.UUID,
          ColumnKind.NUMERIC,
          ColumnKind.ANY_NUMERIC,
          ColumnKind.DOUBLE,
          ColumnKind.BOOLEAN,
          ColumnKind.DATE,
          ColumnKind.TIMESTAMP,
          ColumnKind.TIMESTAMPTZ,
          ColumnKind.BYTEA,
          ColumnKind.JSONB,
          ColumnKind.INT_ARRAY,
          ColumnKind.BIGINT);

  private TableMaker() {}

  static PlannedTable make(int number, TableKind kind, Dice dice) {
    List<PlannedColumn> columns = new ArrayList<>();
    switch (kind) {
      case BIGINT_KEY -> columns.add(PlannedColumn.of("id", ColumnKind.BIGINT));
      case UUID_KEY -> columns.add(PlannedColumn.of("id", ColumnKind.UUID));
      case TEXT_KEY -> columns.add(PlannedColumn.of("id", ColumnKind.TEXT));
      case COMPOSITE_KEY -> {
        columns.add(PlannedColumn.of("region", ColumnKind.TEXT));
        columns.add(PlannedColumn.of("nr", ColumnKind.INT));
      }
      case PARTITIONED -> {
        columns.add(PlannedColumn.of("part", ColumnKind.INT));
        columns.add(PlannedColumn.of("id", ColumnKind.INT));
      }
      default -> columns.add(PlannedColumn.of("id", ColumnKind.INT));
    }
    List<String> key =
        kind.keyed() ? columns.stream().map(PlannedColumn::name).toList() : List.of();
    columns.add(PlannedColumn.of(Statements.LABEL, ColumnKind.TEXT));
    columns.add(PlannedColumn.of(Statements.BUCKET, ColumnKind.INT));
    columns.add(PlannedColumn.of(Statements.AMOUNT, ColumnKind.NUMERIC));
    columns.add(PlannedColumn.of(Statements.NARROW, ColumnKind.SMALLINT));
    if (kind == TableKind.INT_KEY) {
      columns.add(new PlannedColumn(Statements.OTHER_KEY, ColumnKind.BIGINT, "bigint not null"));
    }
    if (kind == TableKind.TOASTED) {
      columns.add(PlannedColumn.of("body", ColumnKind.LARGE));
      columns.add(PlannedColumn.of("other body", ColumnKind.LARGE));
    }
    extras(kind, dice).forEach(extra -> columns.add(PlannedColumn.of(name(extra), extra)));
    boolean full = !kind.keyed() || kind == TableKind.DEFERRABLE || dice.percent(20);
    return new PlannedTable(name(number, kind, dice), kind, columns, key, full);
  }

  private static List<ColumnKind> extras(TableKind kind, Dice dice) {
    List<ColumnKind> all = new ArrayList<>(EXTRAS);
    if (kind == TableKind.TYPES) {
      return all;
    }
    dice.shuffle(all);
    return all.subList(0, dice.between(0, 3));
  }

  private static String name(ColumnKind kind) {
    return "v_" + kind.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static String name(int number, TableKind kind, Dice dice) {
    String plain = "t" + number + "_" + kind.name().toLowerCase(java.util.Locale.ROOT);
    return dice.percent(20) ? "Wéird \"" + plain + "\" & Co." : plain;
  }
}
