package io.tidemark.config;

import io.tidemark.decode.TableId;
import java.io.Serializable;
import java.util.List;

/**
 * Which tables the lake holds.
 *
 * @param whoColumn the column that says who changed a row; used where a table has it
 */
public record TablesConfig(List<TablePattern> include, List<TablePattern> exclude, String whoColumn)
    implements Serializable {
  public TablesConfig {
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /** Whether a table is included and not excluded. */
  public boolean selects(TableId table) {
    return include.stream().anyMatch(pattern -> pattern.matches(table))
        && exclude.stream().noneMatch(pattern -> pattern.matches(table));
  }
}
