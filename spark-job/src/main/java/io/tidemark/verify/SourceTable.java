package io.tidemark.verify;

import io.tidemark.decode.ColumnNames;
import io.tidemark.decode.TableId;
import io.tidemark.source.Postgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table of the source as its catalogue says it.
 *
 * @param types PostgreSQL's type names by column as the lake calls it, in order; a domain's is that
 *     of its base type, an array's has {@code []} at its end
 * @param names what the columns are called there, by what the lake calls them
 */
record SourceTable(TableId id, Map<String, String> types, Map<String, String> names) {
  private static final String TABLES =
      """
      select p.schemaname, p.tablename
      from pg_publication_tables p
      where p.pubname = ?
      order by 1, 2
      """;

  private static final String COLUMNS =
      """
      select a.attname,
             case when e.oid is not null then coalesce(b.typname, e.typname) || '[]'
                  else coalesce(d.typname, t.typname) end
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
      join pg_type t on t.oid = a.atttypid
      left join pg_type d on t.typtype = 'd' and d.oid = t.typbasetype
      left join pg_type e on t.typcategory = 'A' and e.oid = t.typelem
      left join pg_type b on e.typtype = 'd' and b.oid = e.typbasetype
      where n.nspname = ? and c.relname = ? and a.attnum > 0 and not a.attisdropped
      order by a.attnum
      """;

  private static final String REWRITTEN =
      "select relfilenode <> pg_relation_filenode(oid) from pg_class where oid = ?::regclass";

  /** The name as it is written in SQL. */
  String sqlName() {
    return Postgres.quoted(id.schema()) + "." + Postgres.quoted(id.table());
  }

  /**
   * Whether the table was truncated or rewritten since the connection's snapshot, which then finds
   * no rows in it whatever it had (PostgreSQL, "Caveats" of concurrency control). Asked after it is
   * read, as reading it lets nobody do so any more.
   */
  boolean rewritten(Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(REWRITTEN)) {
      query.setString(1, sqlName());
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** Whether the table has rows. */
  boolean hasRows(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select exists (select from %s)".formatted(sqlName()))) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** The tables that a publication sends. */
  static List<SourceTable> published(Connection connection, String publication)
      throws SQLException {
    List<SourceTable> tables = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(TABLES)) {
      query.setString(1, publication);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          TableId id = new TableId(rows.getString(1), rows.getString(2));
          tables.add(of(id, types(connection, id)));
        }
      }
    }
    return tables;
  }

  private static SourceTable of(TableId id, Map<String, String> bySourceName) {
    List<String> source = List.copyOf(bySourceName.keySet());
    List<String> lake = ColumnNames.inLake(source);
    Map<String, String> types = new LinkedHashMap<>();
    Map<String, String> names = new LinkedHashMap<>();
    for (int i = 0; i < lake.size(); i++) {
      types.put(lake.get(i), bySourceName.get(source.get(i)));
      names.put(lake.get(i), source.get(i));
    }
    return new SourceTable(id, types, names);
  }

  private static Map<String, String> types(Connection connection, TableId id) throws SQLException {
    Map<String, String> types = new LinkedHashMap<>();
    try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
      query.setString(1, id.schema());
      query.setString(2, id.table());
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          types.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return types;
  }
}
