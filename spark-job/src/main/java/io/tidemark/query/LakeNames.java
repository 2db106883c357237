package io.tidemark.query;

import io.tidemark.decode.TableId;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The SQL names of a lake's tables: {@code mirror.transactions}, {@code mirror.sales__orders} of a
 * schema other than {@code public}, {@code aggregate.spend_by_country}, {@code system.changes},
 * {@code system.quarantine}, {@code system.ledger}, {@code system.alerts}, {@code
 * system.schema_changes}, {@code system.verifications}. Every mirror has a second name that no
 * other table can take, {@code mirror.<schema>.<table>}; it is the only one where two mirrors would
 * share the short one.
 */
final class LakeNames {
  private static final String MIRROR = "mirror";
  private static final Set<List<String>> OWN =
      Set.of(
          List.of("system", "ledger"),
          List.of("system", "alerts"),
          List.of("system", "schema_changes"));

  private final Configuration hadoop;

  /** Paths by the parts of a name. */
  private final Map<List<String>, String> tables = new HashMap<>();

  LakeNames(Configuration hadoop, LakeLayout layout) {
    this.hadoop = hadoop;
    Map<String, List<TableId>> mirrors = new HashMap<>();
    for (TableId id : LakeTables.mirrors(hadoop, layout)) {
      add(layout.mirror(id), MIRROR, id.schema(), id.table());
      mirrors.computeIfAbsent(shortName(id), name -> new ArrayList<>()).add(id);
    }
    mirrors.forEach(
        (name, ids) -> {
          if (ids.size() == 1) {
            add(layout.mirror(ids.get(0)), MIRROR, name);
          }
        });
    LakeTables.aggregates(hadoop, layout)
        .forEach(name -> add(layout.aggregate(name), "aggregate", name));
    add(layout.changes(), "system", "changes");
    add(layout.quarantine(), "system", "quarantine");
    add(layout.ledger(), "system", "ledger");
    add(layout.alerts(), "system", "alerts");
    add(layout.schemaChanges(), "system", "schema_changes");
    add(layout.stale(), "system", "stale");
    add(layout.verifications(), "system", "verifications");
  }

  private static String shortName(TableId table) {
    return table.schema().equals("public") ? table.table() : table.schema() + "__" + table.table();
  }

  private void add(String path, String... name) {
    try {
      Path log = new Path(path, "_delta_log");
      if (log.getFileSystem(hadoop).exists(log)) {
        tables.put(List.of(name), path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into '" + path + "'", e);
    }
  }

  /**
   * Path of the table that a name means: the one spelled exactly so, else the only one spelled so
   * but for its case, as names are not quoted where they need not be.
   */
  Optional<String> path(List<String> name) {
    String exact = tables.get(name);
    if (exact != null) {
      return Optional.of(exact);
    }
    List<String> alike =
        tables.entrySet().stream()
            .filter(entry -> alike(entry.getKey(), name))
            .map(Map.Entry::getValue)
            .toList();
    return alike.size() == 1 ? Optional.of(alike.get(0)) : Optional.empty();
  }

  /**
   * The name that the ledger has for a table's versions; empty for a table of the job's own, which
   * has none there.
   */
  Optional<String> inLedger(String path) {
    return tables.entrySet().stream()
        .filter(entry -> entry.getValue().equals(path) && !OWN.contains(entry.getKey()))
        .max(Comparator.comparingInt(entry -> entry.getKey().size()))
        .map(entry -> String.join(".", entry.getKey()));
  }

  private static boolean alike(List<String> one, List<String> other) {
    return String.join("\0", one).equalsIgnoreCase(String.join("\0", other));
  }

  /** Names below a namespace: tables where they are one part, namespaces where they are more. */
  List<String> in(List<String> namespace, boolean deeper) {
    return tables.keySet().stream()
        .filter(name -> name.size() > namespace.size())
        .filter(name -> alike(name.subList(0, namespace.size()), namespace))
        .filter(name -> name.size() > namespace.size() + 1 == deeper)
        .map(name -> name.get(namespace.size()))
        .distinct()
        .sorted()
        .toList();
  }

  /** The name of each table, the one of fewer parts where it has two, as it is written in SQL. */
  List<String> all() {
    Map<String, List<String>> names = new HashMap<>();
    tables.forEach((name, path) -> names.merge(path, name, (a, b) -> a.size() < b.size() ? a : b));
    return names.values().stream().map(LakeNames::sql).sorted().toList();
  }

  private static String sql(List<String> name) {
    return String.join(".", name.stream().map(LakeNames::quoted).toList());
  }

  private static String quoted(String part) {
    return part.matches("[A-Za-z_][A-Za-z0-9_]*") ? part : "`" + part.replace("`", "``") + "`";
  }
}
