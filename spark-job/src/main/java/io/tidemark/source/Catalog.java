package io.tidemark.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.ColumnNames;
import io.tidemark.decode.TableId;
import io.tidemark.source.TableFacts.ColumnFacts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * PostgreSQL's catalogue as it was at one moment.
 *
 * @param lsn where the WAL ended then: whatever the catalogue shows was committed before it
 * @param micros when that was, in microseconds since the epoch by the source's clock
 * @param tables those that were asked for and are there
 */
public record Catalog(long lsn, long micros, Map<TableId, TableFacts> tables) {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String QUERY =
      """
      select n.nspname, c.relname, c.oid::bigint, c.relfilenode::bigint,
             (select coalesce(json_agg(json_build_object(
                       'number', a.attnum, 'name', a.attname,
                       'type', format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
                       'filled', a.atthasdef or a.attidentity <> '' or a.attgenerated <> ''
                                 or t.typdefault is not null,
                       'version', a.xmin::text) order by a.attnum), '[]')::text
              from pg_attribute a join pg_type t on t.oid = a.atttypid
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p')
        and (c.oid = any (?)
             or (n.nspname, c.relname) in (select * from unnest(?::text[], ?::text[])))
      """;

  private static final String NOW =
      """
      select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint,
             (extract(epoch from clock_timestamp()) * 1000000)::bigint
      """;

  /**
   * Ask for tables by name or oid; a server that does not answer soon throws, as micro-batches
   * wait.
   *
   * @param oids of tables that may have another name by now
   */
  public static Catalog ask(
      PostgresConfig postgres, Collection<TableId> names, Collection<Long> oids)
      throws SQLException {
    try (Connection connection = Postgres.ask(postgres)) {
      return read(connection, names, oids);
    }
  }

  /** The same by a connection, as its transaction sees the catalogue. */
  public static Catalog read(
      Connection connection, Collection<TableId> names, Collection<Long> oids) throws SQLException {
    Map<TableId, TableFacts> tables = new TreeMap<>();
    try (PreparedStatement query = connection.prepareStatement(QUERY)) {
      List<TableId> ids = List.copyOf(names);
      query.setArray(1, connection.createArrayOf("oid", oids.toArray()));
      query.setArray(
          2, connection.createArrayOf("text", ids.stream().map(TableId::schema).toArray()));
      query.setArray(
          3, connection.createArrayOf("text", ids.stream().map(TableId::table).toArray()));
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          tables.put(
              new TableId(row.getString(1), row.getString(2)),
              new TableFacts(row.getLong(3), row.getLong(4), columns(row.getString(5))));
        }
      }
      try (PreparedStatement now = connection.prepareStatement(NOW);
          ResultSet row = now.executeQuery()) {
        row.next();
        return new Catalog(row.getLong(1), row.getLong(2), tables);
      }
    }
  }

  private static List<ColumnFacts> columns(String json) {
    try {
      List<ColumnFacts> columns = List.of(JSON.readValue(json, ColumnFacts[].class));
      List<String> names = ColumnNames.inLake(columns.stream().map(ColumnFacts::name).toList());
      List<ColumnFacts> named = new ArrayList<>();
      for (ColumnFacts column : columns) {
        named.add(column.named(names.get(named.size())));
      }
      return named;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("PostgreSQL's catalogue says '" + json + "'", e);
    }
  }

  /** The name of the table with an oid; empty if there is none. */
  public Optional<TableId> named(long oid) {
    return tables.entrySet().stream()
        .filter(table -> table.getValue().oid() == oid)
        .map(Map.Entry::getKey)
        .findFirst();
  }
}
