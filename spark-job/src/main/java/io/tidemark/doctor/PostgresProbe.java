package io.tidemark.doctor;

import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.TableId;
import io.tidemark.doctor.PostgresFacts.Column;
import io.tidemark.doctor.PostgresFacts.Publication;
import io.tidemark.doctor.PostgresFacts.Slot;
import io.tidemark.doctor.PostgresFacts.Table;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Asks PostgreSQL's catalogue; reads nothing of any user's table. */
final class PostgresProbe {
  private static final String SETTINGS =
      """
      select name, setting from pg_settings
      where name in ('server_version', 'wal_level', 'max_slot_wal_keep_size',
        'idle_replication_slot_timeout', 'max_replication_slots', 'max_wal_senders')
      """;

  // Later versions have more columns: taken from the row as JSON, they may be absent.
  private static final String SLOT =
      """
      select s.plugin, s.database, s.active,
        to_jsonb(s) ->> 'wal_status' as wal_status,
        coalesce(to_jsonb(s) ->> 'invalidation_reason',
          case when (to_jsonb(s) ->> 'conflicting')::boolean then 'conflict' end) as reason,
        pg_wal_lsn_diff(now.lsn, s.confirmed_flush_lsn)::bigint as lag,
        pg_wal_lsn_diff(now.lsn, s.restart_lsn)::bigint as retained
      from pg_replication_slots s,
        (select case when pg_is_in_recovery() then pg_last_wal_replay_lsn()
          else pg_current_wal_lsn() end as lsn) now
      where s.slot_name = ?
      """;

  private static final String PUBLICATION =
      """
      select p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete, p.pubtruncate, p.pubviaroot,
        coalesce(to_jsonb(p) ->> 'pubgencols', 'n') = 's' as generated,
        array(
          select r.prrelid::regclass::text from pg_publication_rel r
          where r.prpubid = p.oid and (to_jsonb(r) ->> 'prqual' is not null
            or to_jsonb(r) ->> 'prattrs' is not null)
          order by 1) as partial
      from pg_publication p where p.pubname = ?
      """;

  private static final String TABLES =
      """
      select n.nspname, c.relname, c.relkind::text, c.relpersistence = 'u' as unlogged,
        c.relrowsecurity, c.relreplident::text, pk.columns as key, pk.immediate,
        ri.columns as identity_index,
        array(select a.attname::text from pg_attribute a
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
          order by a.attnum) as columns,
        exists (select from pg_publication_tables p
          where p.pubname = ? and p.schemaname = n.nspname and p.tablename = c.relname)
          as published,
        has_schema_privilege(n.oid, 'USAGE') and has_table_privilege(c.oid, 'SELECT') as readable
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
      left join lateral (%1$s and i.indisprimary group by i.indexrelid) pk on true
      left join lateral (%1$s and i.indisreplident group by i.indexrelid) ri on true
      where c.relkind in ('r', 'p', 'f') and c.relpersistence <> 't'
        and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%%'
      order by 1, 2
      """
          .formatted(
              """
              select array_agg(a.attname::text order by k.place) as columns,
                bool_and(i.indimmediate) as immediate
              from pg_index i
              cross join unnest(i.indkey::int2[]) with ordinality as k(attnum, place)
              join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
              where i.indrelid = c.oid and k.place <= i.indnkeyatts
              """);

  private static final String COLUMNS =
      """
      select n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type,
        b.typname as base, b.typtype::text, a.attgenerated::text, a.attndims,
        d.typcategory = 'A' as is_array, a.attnotnull
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
      join pg_type t on t.oid = a.atttypid
      join pg_type d on d.oid = coalesce(nullif(t.typbasetype, 0), t.oid)
      join pg_type b on b.oid = case when d.typcategory = 'A' then d.typelem else d.oid end
      where a.attnum > 0 and not a.attisdropped
        and c.relkind in ('r', 'p') and c.relpersistence <> 't'
        and n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%'
        and (a.attgenerated <> '' or d.typcategory = 'A' or b.typtype in ('c', 'm')
          or b.typname in ('xid8', 'pg_lsn', 'tsquery', 'pg_snapshot', 'txid_snapshot', 'timetz',
            'bit', 'varbit', 'path', 'polygon', 'int2vector', 'oidvector'))
      order by 1, 2, a.attnum
      """;

  private PostgresProbe() {}

  /**
   * What the server says of itself.
   *
   * @throws SQLException if it cannot be reached or does not answer
   */
  static PostgresFacts ask(PostgresConfig config) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", config.user());
    config.password().ifPresent(secret -> properties.setProperty("password", secret.value()));
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("loginTimeout", "10");
    properties.setProperty("socketTimeout", "60");
    properties.setProperty("ApplicationName", "tidemark doctor");
    try (Connection connection = DriverManager.getConnection(config.jdbcUrl(), properties)) {
      connection.setReadOnly(true);
      Map<String, String> settings = settings(connection);
      return new PostgresFacts(
          settings.get("server_version"),
          settings,
          slot(connection, config.slot()),
          publication(connection, config.publication()),
          tables(connection, config.publication()),
          columns(connection));
    }
  }

  private static Map<String, String> settings(Connection connection) throws SQLException {
    Map<String, String> settings = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(SETTINGS);
        ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        settings.put(rows.getString("name"), rows.getString("setting"));
      }
    }
    return settings;
  }

  private static Optional<Slot> slot(Connection connection, String name) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(SLOT)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        return Optional.of(
            new Slot(
                row.getString("plugin"),
                row.getString("database"),
                row.getBoolean("active"),
                row.getString("wal_status"),
                row.getLong("lag"),
                row.getLong("retained"),
                row.getString("reason")));
      }
    }
  }

  private static Optional<Publication> publication(Connection connection, String name)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(PUBLICATION)) {
      query.setString(1, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        List<String> missing = new ArrayList<>();
        for (String operation : List.of("insert", "update", "delete", "truncate")) {
          if (!row.getBoolean("pub" + operation)) {
            missing.add(operation);
          }
        }
        return Optional.of(
            new Publication(
                row.getBoolean("puballtables"),
                missing,
                row.getBoolean("pubviaroot"),
                row.getBoolean("generated"),
                strings(row, "partial")));
      }
    }
  }

  private static List<Table> tables(Connection connection, String publication) throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(TABLES)) {
      query.setString(1, publication);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          tables.add(
              new Table(
                  table(row),
                  row.getString("relkind"),
                  row.getBoolean("unlogged"),
                  row.getBoolean("relrowsecurity"),
                  row.getString("relreplident"),
                  strings(row, "key"),
                  row.getBoolean("immediate"),
                  strings(row, "identity_index"),
                  strings(row, "columns"),
                  row.getBoolean("published"),
                  row.getBoolean("readable")));
        }
      }
    }
    return tables;
  }

  private static List<Column> columns(Connection connection) throws SQLException {
    List<Column> columns = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(COLUMNS);
        ResultSet row = query.executeQuery()) {
      while (row.next()) {
        columns.add(
            new Column(
                table(row),
                row.getString("attname"),
                row.getString("type"),
                row.getString("base"),
                row.getString("typtype"),
                row.getString("attgenerated"),
                row.getInt("attndims"),
                row.getBoolean("is_array"),
                row.getBoolean("attnotnull")));
      }
    }
    return columns;
  }

  private static TableId table(ResultSet row) throws SQLException {
    return new TableId(row.getString("nspname"), row.getString("relname"));
  }

  private static List<String> strings(ResultSet row, String column) throws SQLException {
    Array array = row.getArray(column);
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }
}
