package io.tidemark.ingestion.simulate;

import io.tidemark.ingestion.world.Dice;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The weights by which a session decides what to do next; they need not add up to 100. */
public record Mix(int insert, int update, int delete) {
  public Mix {
    if (insert < 0 || update < 0 || delete < 0) {
      throw new IllegalArgumentException("a weight must not be negative");
    }
    if ((long) insert + update + delete < 1 || (long) insert + update + delete > 1_000_000) {
      throw new IllegalArgumentException("the weights must add up to between 1 and 1000000");
    }
  }

  /** Reads {@code insert=60,update=30,delete=10}; what is not named has weight 0. */
  public static Mix parse(String text) {
    Map<Operation, Integer> weights = new HashMap<>();
    for (String part : text.split(",", -1)) {
      String[] pair = part.split("=", -1);
      Operation operation = operation(pair[0].strip());
      if (pair.length != 2 || !pair[1].strip().matches("[0-9]{1,7}")) {
        throw new IllegalArgumentException(
            "\"" + part + "\" is not of the form " + operation.label() + "=60");
      }
      if (weights.put(operation, Integer.parseInt(pair[1].strip())) != null) {
        throw new IllegalArgumentException("\"" + operation.label() + "\" is given twice");
      }
    }
    return new Mix(
        weights.getOrDefault(Operation.INSERT, 0),
        weights.getOrDefault(Operation.UPDATE, 0),
        weights.getOrDefault(Operation.DELETE, 0));
  }

  private static Operation operation(String name) {
    for (Operation operation : Operation.values()) {
      if (operation.label().equals(name.toLowerCase(Locale.ROOT))) {
        return operation;
      }
    }
    throw new IllegalArgumentException(
        "\"" + name + "\" is none of insert, update, delete; write insert=60,update=30,delete=10");
  }

  /** Draws what to do next. */
  Operation draw(Dice dice) {
    int drawn = dice.below(insert + update + delete);
    if (drawn < insert) {
      return Operation.INSERT;
    }
    return drawn < insert + update ? Operation.UPDATE : Operation.DELETE;
  }
}
