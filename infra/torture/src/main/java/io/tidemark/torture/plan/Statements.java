package io.tidemark.torture.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes statements on planned tables. Every value is unique in the plan and says whose it is
 * ({@code t3:k17:v204}), so that a wrong one tells where it comes from.
 */
final class Statements {
  /** Holds the row's self-description. */
  static final String LABEL = "label";

  /** What aggregates group by. */
  static final String BUCKET = "bucket";

  /** What aggregates sum. */
  static final String AMOUNT = "amount";

  /** Becomes wider. */
  static final String NARROW = "narrow";

  /** Unique, and another key's column. */
  static final String OTHER_KEY = "alt";

  private final Dice dice;
  private long version;

  Statements(Dice dice) {
    this.dice = dice;
  }

  Step insert(Model model, int key) {
    String conflict =
        model.table().kind().ordered() && dice.percent(50) ? " on conflict do nothing" : "";
    Step insert = insert(model, List.of(key), conflict);
    if (!model.table().kind().keyed() && dice.percent(30)) {
      Step.Sql one = (Step.Sql) insert;
      String values = one.sql().substring(one.sql().indexOf(" values ") + " values ".length());
      return new Step.Sql(one.sql() + ", " + values);
    }
    return insert;
  }

  Step insertMany(Model model) {
    List<Integer> keys = keys(dice.between(2, 8));
    return insert(model, keys, model.table().kind().ordered() ? " on conflict do nothing" : "");
  }

  Step upsert(Model model, int key) {
    List<PlannedColumn> columns = model.columns();
    String assignments =
        columns.stream()
            .map(PlannedColumn::name)
            .filter(name -> !model.key().contains(name) && !model.keyColumns().contains(name))
            .map(name -> "%1$s = excluded.%1$s".formatted(PlannedTable.quoted(name)))
            .collect(Collectors.joining(", "));
    return insert(
        model,
        List.of(key),
        " on conflict (%s) do update set %s".formatted(names(model.key()), assignments));
  }

  private Step insert(Model model, List<Integer> keys, String end) {
    StringJoiner rows = new StringJoiner(", ");
    for (int key : keys) {
      rows.add(
          row(model, key).stream()
              .map(Statements::literal)
              .collect(Collectors.joining(", ", "(", ")")));
    }
    return new Step.Sql(
        "insert into %s (%s) values %s%s"
            .formatted(model.table().qualified(), columnNames(model), rows, end));
  }

  /** Rows with other keys than those that are probably there. */
  Step copy(Model model) {
    StringBuilder data = new StringBuilder();
    int rows = dice.between(2, 20);
    for (int i = 0; i < rows; i++) {
      int key = model.present().nextClearBit(i == 0 ? dice.hot(Model.KEYS) : 1);
      if (key > Model.KEYS) {
        break;
      }
      model.present().set(key);
      data.append(
          row(model, key).stream()
              .map(Statements::copyText)
              .collect(Collectors.joining("\t", "", "\n")));
    }
    return new Step.Copy(
        "copy %s (%s) from stdin".formatted(model.table().qualified(), columnNames(model)),
        data.toString());
  }

  Step update(Model model, int key) {
    List<String> assignments = new ArrayList<>();
    String tag = tag(model, key);
    assignments.add(LABEL + " = " + literal(tag));
    for (PlannedColumn column : model.columns()) {
      boolean large = column.kind() == ColumnKind.LARGE;
      if (changeable(model, column) && dice.percent(large ? 15 : 30)) {
        assignments.add(
            PlannedTable.quoted(column.name()) + " = " + literal(value(column, tag, version)));
      }
    }
    return new Step.Sql(
        "update %s set %s where %s"
            .formatted(
                model.table().qualified(), String.join(", ", assignments), where(model, key)));
  }

  private static boolean changeable(Model model, PlannedColumn column) {
    return !column.name().equals(LABEL)
        && !column.name().equals(OTHER_KEY)
        && !model.keyColumns().contains(column.name());
  }

  Step updateMany(Model model) {
    return new Step.Sql(
        "update %s set %s = %s || %s, %s = %s + 1 where %s = %d"
            .formatted(
                model.table().qualified(),
                LABEL,
                literal(tag(model, 0)),
                BUCKET,
                AMOUNT,
                AMOUNT,
                BUCKET,
                dice.below(5)));
  }

  Step updateNothing(Model model, int key) {
    return new Step.Sql(
        "update %1$s set %2$s = %2$s where %3$s"
            .formatted(model.table().qualified(), LABEL, where(model, key)));
  }

  Step delete(Model model, int key) {
    return new Step.Sql(
        "delete from %s where %s".formatted(model.table().qualified(), where(model, key)));
  }

  Step deleteMany(Model model) {
    return new Step.Sql(
        "delete from %s where %s = %d".formatted(model.table().qualified(), BUCKET, dice.below(5)));
  }

  Step changeKey(Model model, int from, int to) {
    List<String> values = model.keyValues(to);
    List<String> names = model.keyColumns();
    String assignments =
        IntStream.range(0, names.size())
            .mapToObj(i -> names.get(i) + " = " + literal(values.get(i)))
            .collect(Collectors.joining(", "));
    return new Step.Sql(
        "update %s set %s, %s = %s where %s"
            .formatted(
                model.table().qualified(),
                assignments,
                LABEL,
                literal(tag(model, to)),
                where(model, from)));
  }

  /**
   * All keys of a part of the table become one larger: only a key that is checked late allows it.
   */
  Step shiftKeys(Model model) {
    int from = dice.between(1, Model.KEYS);
    return new Step.Sql(
        "update %s set id = id + 1 where id between %d and %d"
            .formatted(model.table().qualified(), from, from + dice.between(1, 6)));
  }

  Step swapKeys(Model model, int one, int other) {
    return new Step.Sql(
        "update %s set id = case id when %d then %d else %d end where id in (%d, %d)"
            .formatted(model.table().qualified(), one, other, one, one, other));
  }

  /** The one row of a key; of a table without one only one of equals. */
  private static String where(Model model, int key) {
    List<String> names = model.keyColumns();
    List<String> values = model.keyValues(key);
    if (model.table().kind() == TableKind.PARTITIONED) {
      return "id = " + key; // wherever it has moved to
    }
    String equal =
        IntStream.range(0, names.size())
            .mapToObj(i -> names.get(i) + " = " + literal(values.get(i)))
            .collect(Collectors.joining(" and "));
    return model.table().kind().keyed()
        ? equal
        : "ctid = (select min(ctid) from %s where %s)".formatted(model.table().qualified(), equal);
  }

  private List<String> row(Model model, int key) {
    String tag = tag(model, key);
    List<String> names = model.keyColumns();
    List<String> keyValues = model.keyValues(key);
    Function<PlannedColumn, String> value =
        column ->
            names.contains(column.name())
                ? keyValues.get(names.indexOf(column.name()))
                : value(column, tag, version);
    List<String> row = new ArrayList<>();
    model.columns().forEach(column -> row.add(value.apply(column)));
    return row;
  }

  private String value(PlannedColumn column, String tag, long number) {
    return switch (column.name()) {
      case LABEL -> tag;
      case BUCKET -> Integer.toString(dice.below(5));
      case AMOUNT -> number + "." + dice.between(10, 99);
      case OTHER_KEY -> Long.toString(number);
      default -> column.kind().value(dice, tag, number);
    };
  }

  private String tag(Model model, int key) {
    version++;
    return "%s:k%d:v%d"
        .formatted(model.table().name().replaceAll(".*(t\\d+)_.*", "$1"), key, version);
  }

  /** A number that no other value of the plan has. */
  long fresh() {
    return ++version;
  }

  private List<Integer> keys(int count) {
    List<Integer> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int key = dice.hot(Model.KEYS);
      if (!keys.contains(key)) {
        keys.add(key);
      }
    }
    return keys;
  }

  private static String columnNames(Model model) {
    return names(model.columns().stream().map(PlannedColumn::name).toList());
  }

  private static String names(List<String> columns) {
    return columns.stream().map(PlannedTable::quoted).collect(Collectors.joining(", "));
  }

  static String literal(String value) {
    return value == null ? "null" : "'" + value.replace("'", "''") + "'";
  }

  private static String copyText(String value) {
    return value == null
        ? "\\N"
        : value
            .replace("\\", "\\\\")
            .replace("\t", "\\t")
            .replace("\n", "\\n")
            .replace("\r", "\\r");
  }
}
