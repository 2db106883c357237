package io.tidemark.ingestion;

import io.tidemark.ingestion.database.Database;
import io.tidemark.ingestion.world.Table;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the four tables of a database hold, for comparing two of them. */
public final class TestRows {
  private TestRows() {}

  /** All rows as text in the order of their keys, without the audit columns. */
  public static Map<Table, List<String>> of(Database database) {
    return rows(database, "to_jsonb(t) - '{modified_by,modified_at,change_info}'::text[]");
  }

  /** The same with all that the audit says but the time. */
  public static Map<Table, List<String>> withAudit(Database database) {
    return rows(
        database,
        "to_jsonb(t) - 'modified_at' || jsonb_build_object('change_info', change_info - 'at')");
  }

  private static Map<Table, List<String>> rows(Database database, String row) {
    Map<Table, List<String>> all = new EnumMap<>(Table.class);
    for (Table table : Table.values()) {
      String query =
          "select (" + row + ")::text from " + table.qualifiedName() + " t order by " + table.key();
      all.put(table, TestServer.column(database, query));
    }
    return all;
  }

  public static long count(Database database, Table table) {
    return Long.parseLong(
        TestServer.value(database, "select count(*) from " + table.qualifiedName()));
  }

  /** The sum of all balances for each currency. */
  public static List<String> money(Database database) {
    return TestServer.column(
        database,
        "select currency || ' ' || sum(balance) from accounts group by currency order by 1");
  }
}
