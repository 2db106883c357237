package io.tidemark.config;

import io.tidemark.decode.TableId;
import java.io.Serializable;
import java.util.List;

/**
 * What is done when a table's shape changes, by table.
 *
 * @param otherwise for tables that no pattern names
 * @param hold tables whose changes are held until somebody accepts the new shape
 * @param stop tables before whose new shape the job ends; where both name one, it ends
 * @param evolve tables that are followed all the same, where {@code otherwise} says something else
 */
public record SchemaChangesConfig(
    SchemaPolicy otherwise,
    List<TablePattern> evolve,
    List<TablePattern> hold,
    List<TablePattern> stop)
    implements Serializable {
  /** Every table is followed. */
  public static final SchemaChangesConfig EVOLVE =
      new SchemaChangesConfig(SchemaPolicy.EVOLVE, List.of(), List.of(), List.of());

  public SchemaChangesConfig {
    evolve = List.copyOf(evolve);
    hold = List.copyOf(hold);
    stop = List.copyOf(stop);
  }

  /** What is done when this table's shape changes. */
  public SchemaPolicy of(TableId table) {
    if (names(stop, table)) {
      return SchemaPolicy.STOP;
    }
    if (names(hold, table)) {
      return SchemaPolicy.HOLD;
    }
    return names(evolve, table) ? SchemaPolicy.EVOLVE : otherwise;
  }

  private static boolean names(List<TablePattern> patterns, TableId table) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(table));
  }
}
