package io.tidemark.torture.plan;

import java.util.ArrayList;
import java.util.List;

/** What applications do to tables: one or a few statements, chosen by weight. */
final class Operations {
  private enum Operation {
    INSERT(30),
    UPDATE(30),
    DELETE(12),
    CHANGE_KEY(4),
    MANY_ROWS(6),
    COPY(3),
    UPSERT(4),
    UPDATE_NOTHING(2),
    DELETE_AND_INSERT(3),
    SAVEPOINT(3);

    private final int weight;

    Operation(int weight) {
      this.weight = weight;
    }

    static Operation chosen(Dice dice) {
      int all = 0;
      for (Operation operation : values()) {
        all += operation.weight;
      }
      int left = dice.below(all);
      for (Operation operation : values()) {
        left -= operation.weight;
        if (left < 0) {
          return operation;
        }
      }
      throw new IllegalStateException();
    }
  }

  private final Dice dice;
  private final Statements statements;

  Operations(Dice dice, Statements statements) {
    this.dice = dice;
    this.statements = statements;
  }

  /** A transaction of one to four operations on one or several tables. */
  PlannedTransaction transaction(long atMs, List<Model> models) {
    List<Step> steps = new ArrayList<>();
    List<String> kinds = new ArrayList<>();
    int operations = dice.percent(70) ? 1 : dice.between(2, 4);
    for (int i = 0; i < operations; i++) {
      Operation operation = Operation.chosen(dice);
      kinds.add(operation.name().toLowerCase(java.util.Locale.ROOT));
      add(steps, operation, dice.pick(models));
    }
    return new PlannedTransaction(atMs, String.join("+", kinds), steps, !dice.percent(3));
  }

  private void add(List<Step> steps, Operation operation, Model model) {
    switch (operation) {
      case INSERT -> insert(steps, model);
      case UPDATE -> steps.add(statements.update(model, model.existing(dice)));
      case DELETE -> {
        int key = model.existing(dice);
        steps.add(statements.delete(model, key));
        model.present().clear(key);
      }
      case CHANGE_KEY -> changeKey(steps, model);
      case MANY_ROWS -> manyRows(steps, model);
      case COPY -> steps.add(statements.copy(model));
      case UPSERT -> {
        if (model.table().kind().ordered()) {
          int key = dice.hot(Model.KEYS);
          steps.add(statements.upsert(model, key));
          model.present().set(key);
        } else {
          insert(steps, model);
        }
      }
      case UPDATE_NOTHING -> steps.add(statements.updateNothing(model, model.existing(dice)));
      case DELETE_AND_INSERT -> {
        int key = model.existing(dice);
        steps.add(statements.delete(model, key));
        steps.add(statements.insert(model, key));
      }
      case SAVEPOINT -> {
        int key = model.existing(dice);
        steps.add(new Step.Sql("savepoint half"));
        steps.add(statements.update(model, key));
        steps.add(statements.delete(model, model.existing(dice)));
        steps.add(new Step.Sql("rollback to savepoint half"));
        steps.add(statements.update(model, key));
      }
    }
  }

  private void insert(List<Step> steps, Model model) {
    int key = model.absent(dice);
    steps.add(statements.insert(model, key));
    model.present().set(key);
  }

  private void changeKey(List<Step> steps, Model model) {
    int from = model.existing(dice);
    if (model.table().kind() == TableKind.DEFERRABLE && dice.percent(60)) {
      steps.add(
          dice.percent(50)
              ? statements.shiftKeys(model)
              : statements.swapKeys(model, from, dice.hot(Model.KEYS)));
      return;
    }
    int to = model.absent(dice);
    steps.add(statements.changeKey(model, from, to));
    model.present().clear(from);
    model.present().set(to);
  }

  private void manyRows(List<Step> steps, Model model) {
    switch (dice.below(5)) {
      case 0, 1 -> steps.add(statements.insertMany(model));
      case 2, 3 -> steps.add(statements.updateMany(model));
      default -> steps.add(statements.deleteMany(model));
    }
  }
}
