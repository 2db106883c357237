package io.tidemark.query;

import io.tidemark.decode.TableId;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The SQL names of a lake's tables: {@code mirror.transactions}, {@code mirror.sales__orders} of a
 * schema other than {@code public}, {@code aggregate.spend_by_country}, {@code system.changes},
 * {@code system.quarantine}, {@code system.ledger}, {@code system.alerts}.
 */
final class LakeCatalog {
  private final Configuration hadoop;
  private final LakeLayout layout;

  LakeCatalog(Configuration hadoop, LakeLayout layout) {
    this.hadoop = hadoop;
    this.layout = layout;
  }

  /** Paths of all tables by database and name. */
  Map<String, Map<String, String>> tables() {
    Map<String, Map<String, String>> databases = new TreeMap<>();
    for (String database : new String[] {"mirror", "aggregate", "system"}) {
      databases.put(database, new TreeMap<>());
    }
    for (TableId id : LakeTables.mirrors(hadoop, layout)) {
      databases.get("mirror").put(sqlName(id), layout.mirror(id));
    }
    for (String name : LakeTables.aggregates(hadoop, layout)) {
      databases.get("aggregate").put(name, layout.aggregate(name));
    }
    databases.get("system").put("changes", layout.changes());
    databases.get("system").put("quarantine", layout.quarantine());
    databases.get("system").put("ledger", layout.ledger());
    databases.get("system").put("alerts", layout.alerts());
    databases.values().forEach(tables -> tables.values().removeIf(path -> !isTable(path)));
    return databases;
  }

  static String sqlName(TableId table) {
    return table.schema().equals("public") ? table.table() : table.schema() + "__" + table.table();
  }

  private boolean isTable(String path) {
    try {
      Path log = new Path(path, "_delta_log");
      return log.getFileSystem(hadoop).exists(log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot look into '" + path + "'", e);
    }
  }

  /** Make the tables that a text may mean known to a session. */
  void register(SparkSession spark, String sql) {
    String text = sql.toLowerCase(Locale.ROOT);
    tables()
        .forEach(
            (database, tables) -> {
              spark.sql("CREATE DATABASE IF NOT EXISTS " + database);
              tables.forEach(
                  (name, path) -> {
                    if (text.contains(name.toLowerCase(Locale.ROOT)) || text.contains("show")) {
                      spark.sql(
                          "CREATE TABLE IF NOT EXISTS %s.%s USING DELTA LOCATION '%s'"
                              .formatted(database, quoted(name), path.replace("'", "\\'")));
                    }
                  });
            });
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
