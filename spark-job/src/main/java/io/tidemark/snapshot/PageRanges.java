package io.tidemark.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table in portions that several sessions can read at once: ranges of the pages where its rows
 * lie. Under one snapshot every row lies in one place, whatever others do to it; any table can be
 * cut so, with a key or without, into even portions that are each read in one go (PostgreSQL, "TID
 * Range Scan").
 *
 * @param portions what to put behind {@code FROM}, in the order of pages
 * @param rows about how many there are; 0 where PostgreSQL has not counted yet
 */
record PageRanges(List<String> portions, long rows) {
  /** A file's worth. */
  private static final long ROWS = 50_000;

  /** Where PostgreSQL has not counted yet. */
  private static final long ROWS_PER_PAGE = 50;

  /** The table, or its partitions that have rows. */
  private static final String PARTS =
      """
      select c.oid::regclass::text, pg_relation_size(c.oid) / current_setting('block_size')::bigint,
             greatest(c.reltuples, 0)::bigint, c.relpages
      from pg_class c
      where c.relkind = 'r' and (c.oid = ? or c.oid in (select relid from pg_partition_tree(?)))
      order by c.oid
      """;

  /** Whether rows of the table or of a partition lie in another file than the snapshot says. */
  private static final String REWRITTEN =
      """
      select exists (
        select from pg_class c
        where c.relkind = 'r' and (c.oid = ? or c.oid in (select relid from pg_partition_tree(?)))
          and c.relfilenode is distinct from pg_relation_filenode(c.oid))
      """;

  /**
   * Whether the table was truncated or rewritten since the connection's snapshot, which then finds
   * no rows in it whatever it had (PostgreSQL, "Caveats" of concurrency control). Asked when it is
   * locked against that.
   */
  static boolean rewritten(Connection connection, long oid) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(REWRITTEN)) {
      query.setLong(1, oid);
      query.setLong(2, oid);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  /** The portions of a table. */
  static PageRanges of(Connection connection, long oid) throws SQLException {
    List<String> portions = new ArrayList<>();
    long rows = 0;
    try (PreparedStatement query = connection.prepareStatement(PARTS)) {
      query.setLong(1, oid);
      query.setLong(2, oid);
      try (ResultSet part = query.executeQuery()) {
        while (part.next()) {
          long pages = part.getLong(2);
          long counted = part.getLong(3);
          long countedPages = part.getLong(4);
          long dense =
              counted > 0 && countedPages > 0 ? Math.max(1, counted / countedPages) : ROWS_PER_PAGE;
          rows += counted > 0 && countedPages > 0 ? counted * pages / countedPages : 0;
          cut(part.getString(1), pages, Math.max(1, ROWS / dense), portions);
        }
      }
    }
    return new PageRanges(portions, rows);
  }

  /** The last portion has no end: rows that the snapshot sees may lie behind what was counted. */
  static void cut(String part, long pages, long pagesAtOnce, List<String> portions) {
    for (long from = 0; from == 0 || from < pages; from += pagesAtOnce) {
      long to = from + pagesAtOnce;
      String above = "%s where ctid >= '(%d,0)'::tid".formatted(part, from);
      portions.add(to < pages ? above + " and ctid < '(%d,0)'::tid".formatted(to) : above);
    }
  }
}
