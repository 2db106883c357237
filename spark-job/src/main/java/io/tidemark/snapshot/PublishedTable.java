package io.tidemark.snapshot;

import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.Column;
import io.tidemark.decode.ColumnNames;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.TableId;
import io.tidemark.decode.value.TextRules;
import io.tidemark.decode.value.TextRules.SourceType;
import io.tidemark.decode.value.TextRules.TextReader;
import io.tidemark.error.TidemarkException;
import io.tidemark.source.Postgres;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table as its publication sends it: the columns that its events have, by the names and types
 * that they have in the lake, and how each is read from PostgreSQL's text.
 *
 * @param oid of the table
 * @param schema the rows' shape as events show it
 * @param expressions what is selected for each column
 * @param readers of each column's values
 */
record PublishedTable(
    TableId id, long oid, RowSchema schema, List<String> expressions, List<TextReader> readers) {
  private static final String PUBLISHED =
      """
      select c.oid::bigint, p.attnames::text[], p.rowfilter is not null
      from pg_publication_tables p
      join pg_namespace n on n.nspname = p.schemaname
      join pg_class c on c.relnamespace = n.oid and c.relname = p.tablename
      where p.pubname = ? and p.schemaname = ? and p.tablename = ?
      """;

  /** An array is a type that its element's knows as such; a domain stands for its base type. */
  private static final String COLUMNS =
      """
      select a.attname, format_type(a.atttypid, a.atttypmod),
             coalesce(e.typname, b.typname, t.typname),
             case when t.typtype = 'd' then t.typtypmod else a.atttypmod end,
             e.oid is not null, t.typtype = 'd' or coalesce(e.typtype, b.typtype) = 'd',
             coalesce(e.typtype, b.typtype, t.typtype) = 'e', a.attnotnull
      from pg_attribute a
      join pg_type t on t.oid = a.atttypid
      left join pg_type b on t.typtype = 'd' and b.oid = t.typbasetype
      left join pg_type e on e.typarray = coalesce(b.oid, t.oid)
      where a.attrelid = ? and a.attnum > 0 and not a.attisdropped
      order by a.attnum
      """;

  private static final String KEYS =
      """
      select i.indisprimary,
             array(select a.attname from unnest(i.indkey::int2[]) with ordinality k(number, place)
                   join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
                   where k.place <= i.indnkeyatts order by k.place)::text[]
      from pg_index i
      where i.indrelid = ? and i.indisunique and i.indisvalid and i.indpred is null
        and i.indexprs is null
        and not exists (select from pg_attribute a
                        where a.attrelid = i.indrelid and a.attnum = any (i.indkey::int2[])
                          and not a.attnotnull)
      order by i.indisprimary desc
      """;

  /**
   * Ask for a table.
   *
   * @param mirrorKey names of the mirror's key columns in the lake; empty where there is no mirror
   * @throws TidemarkException CONFIG if it is not sent, SCHEMA if it can't be loaded
   */
  static PublishedTable read(
      Connection connection, PostgresConfig postgres, TableId id, Optional<List<String>> mirrorKey)
      throws SQLException {
    long oid;
    Set<String> sent;
    try (PreparedStatement query = connection.prepareStatement(PUBLISHED)) {
      query.setString(1, postgres.publication());
      query.setString(2, id.schema());
      query.setString(3, id.table());
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw TidemarkException.config(
              "The table '%s' can't be loaded".formatted(id),
              "The publication '%s' does not send it, so that no change of it comes"
                  .formatted(postgres.publication()),
              "Name a table that is published, such as orders or sales.orders");
        }
        oid = row.getLong(1);
        sent = Set.copyOf(texts(row.getArray(2)));
        if (row.getBoolean(3)) {
          throw refused(id, "the publication sends only some of its rows (WHERE)");
        }
      }
    }
    return of(connection, new Sent(id, oid, sent), mirrorKey);
  }

  /** What is sent of a table: names of columns, as the source calls them. */
  private record Sent(TableId id, long oid, Set<String> columns) {}

  private static PublishedTable of(
      Connection connection, Sent table, Optional<List<String>> mirrorKey) throws SQLException {
    List<String> source = new ArrayList<>();
    List<SourceType> types = new ArrayList<>();
    List<String> typeNames = new ArrayList<>();
    List<Boolean> nullable = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
      query.setLong(1, table.oid());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          if (table.columns().contains(row.getString(1))) {
            source.add(row.getString(1));
            typeNames.add(row.getString(2));
            types.add(
                new SourceType(
                    row.getString(3),
                    row.getInt(4),
                    row.getBoolean(5),
                    row.getBoolean(6),
                    row.getBoolean(7)));
            nullable.add(!row.getBoolean(8));
          }
        }
      }
    }
    List<String> lake = ColumnNames.inLake(source);
    List<String> key = key(connection, table, source, lake, mirrorKey);
    List<Column> columns = new ArrayList<>();
    List<String> expressions = new ArrayList<>();
    List<TextReader> readers = new ArrayList<>();
    for (int i = 0; i < source.size(); i++) {
      TextReader reader = TextRules.of(types.get(i)).orElse(null);
      if (reader == null || (key.isEmpty() && !reader.asStreamed())) {
        throw refused(
            table.id(),
            "the column '%s' is of type %s, whose values the connector sends in a form of its own"
                .formatted(source.get(i), typeNames.get(i)));
      }
      String quoted = Postgres.quoted(source.get(i));
      boolean money = types.get(i).name().equals("money");
      expressions.add(money ? quoted + "::numeric" : quoted); // its text depends on the locale
      readers.add(reader);
      columns.add(new Column(lake.get(i), reader.type(), types.get(i).name(), nullable.get(i)));
    }
    return new PublishedTable(
        table.id(), table.oid(), new RowSchema(columns, key), expressions, readers);
  }

  /** The key that events have: the mirror's, else the primary key. */
  private static List<String> key(
      Connection connection,
      Sent table,
      List<String> source,
      List<String> lake,
      Optional<List<String>> mirrorKey)
      throws SQLException {
    List<List<String>> unique = new ArrayList<>();
    boolean primary = false;
    try (PreparedStatement query = connection.prepareStatement(KEYS)) {
      query.setLong(1, table.oid());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          primary |= row.getBoolean(1);
          unique.add(inLake(texts(row.getArray(2)), source, lake));
        }
      }
    }
    if (mirrorKey.isEmpty()) {
      if (!primary && !unique.isEmpty()) {
        throw refused(
            table.id(), "it has no primary key but unique indexes: nothing tells its events' key");
      }
      return primary ? unique.get(0) : List.of();
    }
    List<String> key = mirrorKey.get();
    boolean known =
        key.isEmpty()
            || unique.stream().anyMatch(index -> new HashSet<>(index).equals(new HashSet<>(key)));
    if (!known) {
      throw refused(
          table.id(),
          ("the mirror's rows are known by %s, and the table has no such unique index that forbids"
                  + " NULL")
              .formatted(key));
    }
    return key;
  }

  private static List<String> inLake(List<String> names, List<String> source, List<String> lake) {
    return names.stream()
        .map(name -> source.contains(name) ? lake.get(source.indexOf(name)) : name)
        .toList();
  }

  private static List<String> texts(Array array) throws SQLException {
    return Arrays.asList((String[]) array.getArray());
  }

  private static TidemarkException refused(TableId id, String why) {
    return TidemarkException.schema(
        "The table '%s' can't be loaded past the connector".formatted(id),
        why,
        "Let the connector read it (repair, or its own snapshot)");
  }
}
