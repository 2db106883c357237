package io.tidemark.stream;

import io.tidemark.config.TablesConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.TableId;
import java.util.HashMap;
import java.util.Map;

/** Which changes the configuration lets in. Asked for every event, so it remembers each table. */
final class Selection {
  private final TablesConfig tables;
  private final Map<TableId, Boolean> known = new HashMap<>();

  Selection(TablesConfig tables) {
    this.tables = tables;
  }

  /** Whether a change belongs into the lake; logical messages, which have no table, do. */
  boolean selects(ChangeEvent event) {
    return event.table() == null || known.computeIfAbsent(event.table(), tables::selects);
  }
}
