package io.tidemark.torture.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What people who look after a database do: they change the shape of tables, empty them, and leave
 * transactions open. Only what the pipeline promises to follow.
 */
final class Upkeep {
  /** Begins the description of a transaction that has to succeed, as later ones build on it. */
  static final String SHAPE = "shape:";

  private final Dice dice;
  private final Statements statements;
  private final List<Model> models;

  Upkeep(Dice dice, Statements statements, List<Model> models) {
    this.dice = dice;
    this.statements = statements;
    this.models = models;
  }

  PlannedTransaction transaction(long atMs) {
    int chance = dice.below(100);
    if (chance < 20) {
      return truncate(atMs).orElseGet(() -> longTransaction(atMs));
    }
    return chance < 40 ? longTransaction(atMs) : shape(atMs).orElseGet(() -> longTransaction(atMs));
  }

  /** Open over other sessions' commits. */
  private PlannedTransaction longTransaction(long atMs) {
    List<Step> steps = new ArrayList<>();
    Model model = dice.pick(models);
    int key = model.absent(dice);
    steps.add(statements.insert(model, key));
    model.present().set(key);
    steps.add(new Step.Pause(dice.between(1500, 4000)));
    // Of a table that nobody else has a lock on in another order: its own row again.
    steps.add(statements.updateNothing(model, key));
    return new PlannedTransaction(atMs, "long", steps, true);
  }

  private Optional<PlannedTransaction> truncate(long atMs) {
    List<Model> may =
        models.stream().filter(model -> !model.settled() && model.table().kind().keyed()).toList();
    if (may.isEmpty()) {
      return Optional.empty();
    }
    List<Step> steps = impatient();
    Model first = dice.pick(may);
    Model second = dice.pick(may);
    first.present().clear();
    second.present().clear();
    steps.add(
        new Step.Sql(
            first == second
                ? "truncate " + first.table().qualified()
                : "truncate %s, %s"
                    .formatted(first.table().qualified(), second.table().qualified())));
    int key = first.absent(dice);
    steps.add(statements.insert(first, key));
    first.present().set(key);
    return Optional.of(new PlannedTransaction(atMs, "truncate", steps, true));
  }

  private Optional<PlannedTransaction> shape(long atMs) {
    List<Model> may = models.stream().filter(model -> !model.settled()).toList();
    if (may.isEmpty()) {
      return Optional.empty();
    }
    Model model = dice.pick(may);
    return switch (dice.below(8)) {
      case 0, 1 -> Optional.of(addColumn(atMs, model));
      case 2 -> defaultColumn(atMs, model);
      case 3 -> dropColumn(atMs, model);
      case 4, 5 -> widen(atMs, model);
      case 6 -> otherKey(atMs, model);
      default -> recreate(atMs, model);
    };
  }

  private PlannedTransaction addColumn(long atMs, Model model) {
    ColumnKind kind =
        dice.pick(List.of(ColumnKind.TEXT, ColumnKind.BIGINT, ColumnKind.DATE, ColumnKind.NUMERIC));
    PlannedColumn column = PlannedColumn.of("c" + statements.fresh(), kind);
    model.add(column);
    return alter(atMs, "add column", model, "add column if not exists " + declared(column, ""));
  }

  /**
   * Gives every row a value and sends no event: the connector is asked for all rows. Debezium can't
   * follow a change of shape, or a TRUNCATE, while it sends them, so this is a table's last.
   */
  private Optional<PlannedTransaction> defaultColumn(long atMs, Model model) {
    TableKind kind = model.table().kind();
    if (!kind.keyed() || kind == TableKind.PARTITIONED) {
      return Optional.empty();
    }
    boolean constant = dice.percent(50);
    PlannedColumn column =
        PlannedColumn.of("c" + statements.fresh(), constant ? ColumnKind.TEXT : ColumnKind.UUID);
    String value = constant ? "'the default of " + column.name() + "'" : "gen_random_uuid()";
    model.add(column);
    model.settle();
    return Optional.of(
        alter(
            atMs,
            constant ? "add default" : "add volatile default",
            model,
            "add column if not exists " + declared(column, " default " + value)));
  }

  private Optional<PlannedTransaction> dropColumn(long atMs, Model model) {
    List<PlannedColumn> added =
        model.columns().stream().filter(c -> !model.table().columns().contains(c)).toList();
    List<PlannedColumn> may = added.stream().filter(c -> c.name().startsWith("c")).toList();
    if (may.isEmpty()) {
      return Optional.of(addColumn(atMs, model));
    }
    PlannedColumn column = dice.pick(may);
    model.columns().remove(column);
    return Optional.of(
        alter(
            atMs,
            "drop column",
            model,
            "drop column if exists " + PlannedTable.quoted(column.name())));
  }

  private Optional<PlannedTransaction> widen(long atMs, Model model) {
    for (int i = 0; i < model.columns().size(); i++) {
      PlannedColumn column = model.columns().get(i);
      if (column.name().equals(Statements.NARROW) && column.kind() != ColumnKind.BIGINT) {
        ColumnKind wider =
            column.kind() == ColumnKind.SMALLINT && dice.percent(50)
                ? ColumnKind.INT
                : ColumnKind.BIGINT;
        model.columns().set(i, PlannedColumn.of(column.name(), wider));
        return Optional.of(
            alter(
                atMs,
                "widen",
                model,
                "alter column %s type %s".formatted(column.name(), wider.sql())));
      }
    }
    return Optional.empty();
  }

  private Optional<PlannedTransaction> otherKey(long atMs, Model model) {
    boolean has =
        model.columns().stream().anyMatch(c -> c.name().equals(Statements.OTHER_KEY))
            && model.table().kind() == TableKind.INT_KEY;
    if (!has || model.key().contains(Statements.OTHER_KEY)) {
      return Optional.empty();
    }
    model.key(List.of(Statements.OTHER_KEY));
    return Optional.of(
        alter(
            atMs,
            "other key",
            model,
            "drop constraint %s, add primary key (%s)"
                .formatted(
                    PlannedTable.quoted(model.table().name() + "_pkey"), Statements.OTHER_KEY)));
  }

  /**
   * Emptied first: DROP TABLE sends no event, and who drops a table may want to keep its mirror.
   */
  private Optional<PlannedTransaction> recreate(long atMs, Model model) {
    if (!model.table().kind().keyed() || !model.key().equals(model.table().key())) {
      return Optional.empty();
    }
    model.recreate();
    List<Step> steps = impatient();
    steps.add(new Step.Sql("truncate " + model.table().qualified()));
    steps.add(new Step.Sql("drop table " + model.table().qualified()));
    model.table().create().forEach(sql -> steps.add(new Step.Sql(sql)));
    return Optional.of(new PlannedTransaction(atMs, SHAPE + "recreate", steps, true));
  }

  private static String declared(PlannedColumn column, String end) {
    return PlannedTable.quoted(column.name()) + " " + column.declaration() + end;
  }

  private PlannedTransaction alter(long atMs, String what, Model model, String action) {
    List<Step> steps = impatient();
    steps.add(new Step.Sql("alter table " + model.table().qualified() + " " + action));
    return new PlannedTransaction(atMs, SHAPE + what, steps, true);
  }

  /**
   * Whoever wants a whole table for himself must not hold up everybody behind a long transaction.
   */
  private static List<Step> impatient() {
    List<Step> steps = new ArrayList<>();
    steps.add(new Step.Sql("set local lock_timeout = '6s'"));
    return steps;
  }
}
