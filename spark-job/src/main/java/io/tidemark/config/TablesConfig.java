package io.tidemark.config;

import io.tidemark.decode.TableId;
import java.io.Serializable;
import java.util.List;

/**
 * Which tables the lake holds, and how.
 *
 * @param whoColumn the column that says who changed a row; used where a table has it
 * @param schemaChanges what is done when a table's shape changes
 */
public record TablesConfig(
    List<TablePattern> include,
    List<TablePattern> exclude,
    String whoColumn,
    SchemaChangesConfig schemaChanges)
    implements Serializable {
  public TablesConfig {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /** Tables whose shape is followed. */
  public TablesConfig(List<TablePattern> include, List<TablePattern> exclude, String whoColumn) {
    this(include, exclude, whoColumn, SchemaChangesConfig.EVOLVE);
  }

  /** Whether a table is included and not excluded. */
  public boolean selects(TableId table) {
    return include.stream().anyMatch(pattern -> pattern.matches(table))
        && exclude.stream().noneMatch(pattern -> pattern.matches(table));
  }
}
