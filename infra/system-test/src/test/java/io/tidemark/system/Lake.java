package io.tidemark.system;

import io.tidemark.decode.TableId;
import io.tidemark.delta.LakeTable;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeTables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/** A lake: the commands that work on it, and its tables as Delta Kernel reads them. */
record Lake(Stack stack, Path folder) {
  private static final Configuration HADOOP = new Configuration();

  LakeLayout layout() {
    return new LakeLayout(folder.toString());
  }

  /** Run a command on this lake to its end. */
  Said run(String... words) {
    return stack.run(environment(), words);
  }

  /** Start a command on this lake. */
  Command start(String... words) {
    return start(Map.of(), words);
  }

  /** Start a command on this lake with more settings in its environment. */
  Command start(Map<String, String> more, String... words) {
    Map<String, String> environment = new TreeMap<>(environment());
    environment.putAll(more);
    return stack.start(environment, words);
  }

  private Map<String, String> environment() {
    return Map.of("TIDEMARK_LAKE", folder.toString());
  }

  /** The mirror of a source table; empty if there is none yet. */
  Optional<LakeTable> mirror(String schema, String table) {
    return LakeTable.existing(HADOOP, layout().mirror(new TableId(schema, table)));
  }

  /** The rows of a mirror in no order; none where there is no mirror. */
  List<List<Object>> mirrored(String schema, String table, String... columns) {
    return mirror(schema, table).map(mirror -> rows(mirror, columns)).orElse(List.of());
  }

  /** The rows of one of the lake's own tables in no order; none where there is no table. */
  List<List<Object>> rows(String path, String... columns) {
    return LakeTable.existing(HADOOP, path).map(table -> rows(table, columns)).orElse(List.of());
  }

  private static List<List<Object>> rows(LakeTable table, String... columns) {
    List<List<Object>> rows = new ArrayList<>();
    table.scan(List.of(columns), values -> rows.add(new ArrayList<>(Arrays.asList(values))));
    return rows;
  }

  /** The versions of all tables, by path. */
  Map<String, Long> versions() {
    LakeLayout layout = layout();
    List<String> paths =
        new ArrayList<>(
            List.of(layout.changes(), layout.quarantine(), layout.alerts(), layout.ledger()));
    LakeTables.mirrors(HADOOP, layout).forEach(id -> paths.add(layout.mirror(id)));
    LakeTables.aggregates(HADOOP, layout).forEach(name -> paths.add(layout.aggregate(name)));
    Map<String, Long> versions = new TreeMap<>();
    for (String path : paths) {
      LakeTable.existing(HADOOP, path).ifPresent(table -> versions.put(path, table.version()));
    }
    return versions;
  }
}
