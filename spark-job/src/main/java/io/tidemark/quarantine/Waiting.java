package io.tidemark.quarantine;

import io.tidemark.decode.TableId;
import io.tidemark.delta.LakeTable;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** How many events wait in the quarantine. */
public final class Waiting {
  /** Stands for the table of events of which it can't be told. */
  public static final String UNKNOWN = "?";

  private static final List<String> COLUMNS = List.of("schema_name", "table_name", "state");

  private Waiting() {}

  /**
   * The number of events in each open state, by the table's name or {@link #UNKNOWN}; only tables
   * for which some wait. Reads no event's bytes.
   *
   * @param path the quarantine's; nothing waits where there is none
   */
  public static Map<String, Map<State, Integer>> byTable(Configuration hadoop, String path) {
    Map<String, Map<State, Integer>> waiting = new TreeMap<>();
    LakeTable.existing(hadoop, path)
        .ifPresent(
            table -> {
              // The quarantine of an earlier Tidemark has no such columns, and all of it waits.
              boolean tells = COLUMNS.stream().allMatch(c -> table.schema().indexOf(c) >= 0);
              table.scan(
                  tells ? COLUMNS : List.of("topic"),
                  row -> add(waiting, tells ? row : new Object[COLUMNS.size()]));
            });
    return waiting;
  }

  private static void add(Map<String, Map<State, Integer>> waiting, Object[] row) {
    State state = row[2] == null ? State.REFUSED : State.of((String) row[2]);
    if (state.isOpen()) {
      String table =
          row[1] == null ? UNKNOWN : new TableId((String) row[0], (String) row[1]).toString();
      waiting
          .computeIfAbsent(table, name -> new EnumMap<>(State.class))
          .merge(state, 1, Integer::sum);
    }
  }
}
