package io.tidemark.stream;

import io.tidemark.delta.LakeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** What the tables of a lake hold, apart from what our clock says and how it was cut. */
final class Tables {
  private static final Set<String> OF_THE_CLOCK =
      Set.of(
          "_cdc",
          "applied_at",
          "noticed_at",
          "refused_at",
          "since",
          // Of an alert that no change raised.
          "alert_id",
          "raised_at");

  /** Of the ledger, where only sums are the same however the messages are cut. */
  private static final List<String> COUNTS =
      List.of("consumed", "changes", "duplicates", "control", "excluded", "quarantined");

  private Tables() {}

  /** Rows as text, sorted, by the table's path in the lake. */
  static Map<String, List<String>> of(Path lake) throws IOException {
    Map<String, List<String>> tables = new TreeMap<>();
    for (Path folder : folders(lake)) {
      String name = lake.relativize(folder).toString();
      tables.put(name, name.equals("ledger") ? sums(table(folder)) : rows(table(folder)));
    }
    return tables;
  }

  /** The version of each table, by its path in the lake. */
  static Map<String, Long> versions(Path lake) throws IOException {
    Map<String, Long> versions = new TreeMap<>();
    for (Path folder : folders(lake)) {
      versions.put(lake.relativize(folder).toString(), table(folder).version());
    }
    return versions;
  }

  private static List<Path> folders(Path lake) throws IOException {
    try (Stream<Path> all = Files.walk(lake)) {
      return all.filter(folder -> Files.isDirectory(folder.resolve("_delta_log"))).toList();
    }
  }

  private static LakeTable table(Path folder) {
    return LakeTable.existing(new Configuration(), folder.toString()).orElseThrow();
  }

  private static List<String> rows(LakeTable table) {
    List<String> columns =
        table.schema().fieldNames().stream().filter(c -> !OF_THE_CLOCK.contains(c)).toList();
    List<String> rows = new ArrayList<>();
    table.scan(columns, row -> rows.add(columns + " " + Arrays.deepToString(row)));
    return rows.stream().sorted().toList();
  }

  private static List<String> sums(LakeTable ledger) {
    long[] sums = new long[COUNTS.size()];
    ledger.scan(COUNTS, row -> Arrays.setAll(sums, i -> sums[i] + (Long) row[i]));
    return List.of(COUNTS + " " + Arrays.toString(sums));
  }
}
