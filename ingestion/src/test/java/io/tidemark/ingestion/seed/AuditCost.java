package io.tidemark.ingestion.seed;

import io.tidemark.ingestion.database.Database;
import io.tidemark.ingestion.world.Names;
import io.tidemark.ingestion.world.Population;
import io.tidemark.ingestion.world.Table;
import io.tidemark.ingestion.world.World;
import io.tidemark.ingestion.world.World.NewCustomer;
import io.tidemark.ingestion.world.World.NewMerchant;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;

/**
 * Measures what the audit costs, in the database that TIDEMARK_POSTGRES_JDBC_URL, _USER and
 * _PASSWORD name; the ingestion README says how to run it and what came out.
 *
 * <p>Copies payments into a table of its own over one connection, updates them, and prints rows a
 * second and bytes of WAL a row: without the trigger, with it, and with rows that come complete.
 */
public final class AuditCost {
  private static final int ROWS = 100_000;
  private static final int ROUNDS = 3;
  private static final Instant BEGINS = Instant.parse("2026-01-01T00:00:00Z");

  private final Connection connection;

  private AuditCost(Connection connection) {
    this.connection = connection;
  }

  public static void main(String[] args) throws SQLException, IOException {
    Database database =
        new Database(
            System.getenv("TIDEMARK_POSTGRES_JDBC_URL"),
            System.getenv("TIDEMARK_POSTGRES_USER"),
            System.getenv("TIDEMARK_POSTGRES_PASSWORD"));
    byte[] bare = payments(null);
    byte[] complete = payments(new CopyRows.Author("postgres", "tidemark-seed"));
    try (Connection connection = database.connect("tidemark-audit-cost")) {
      AuditCost cost = new AuditCost(connection);
      cost.measure("without trigger", bare, null, false);
      cost.measure("with trigger", bare, null, true);
      cost.measure("complete rows", complete, new CopyRows.Author("", ""), false);
      cost.execute("drop table if exists tidemark.audit_cost");
    }
  }

  private static byte[] payments(CopyRows.Author author) {
    World world = new World(1, 1, Names.of(1));
    Population population =
        Population.of(
            IntStream.range(0, 1_000)
                .mapToObj(i -> world.customer(i, BEGINS))
                .map(NewCustomer::payer)
                .toList(),
            IntStream.range(0, 100)
                .mapToObj(i -> world.merchant(i, BEGINS))
                .map(NewMerchant::payee)
                .toList());
    CopyRows rows = new CopyRows(Table.TRANSACTIONS, author);
    for (int i = 0; i < ROWS; i++) {
      rows.add(world.payment(i, population, BEGINS.plusSeconds(i)), BEGINS);
    }
    return rows.drain();
  }

  /** The best of some rounds: what else the machine does can only make a round slower. */
  private void measure(String what, byte[] rows, CopyRows.Author author, boolean trigger)
      throws SQLException, IOException {
    String copySql =
        new CopyRows(Table.TRANSACTIONS, author)
            .sql()
            .replace("public.transactions", "tidemark.audit_cost");
    double bestCopy = 0;
    double bestUpdate = 0;
    long copyWal = 0;
    long updateWal = 0;
    for (int round = 0; round < ROUNDS; round++) {
      // In schema tidemark, which is not mirrored: no pipeline reads along.
      execute("drop table if exists tidemark.audit_cost");
      execute("create table tidemark.audit_cost (like public.transactions including all)");
      if (trigger) {
        execute("select tidemark.enable_audit('tidemark.audit_cost')");
      }
      execute("checkpoint");
      long wal = walBytes();
      long start = System.nanoTime();
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(copySql, new ByteArrayInputStream(rows), 1 << 16);
      bestCopy = Math.max(bestCopy, ROWS * 1e9 / (System.nanoTime() - start));
      copyWal = walBytes() - wal;
      execute("checkpoint");
      wal = walBytes();
      start = System.nanoTime();
      execute("update tidemark.audit_cost set amount = amount + 1");
      bestUpdate = Math.max(bestUpdate, ROWS * 1e9 / (System.nanoTime() - start));
      updateWal = walBytes() - wal;
    }
    System.out.println(line(what, "COPY", bestCopy, copyWal));
    if (author == null) {
      System.out.println(line(what, "UPDATE", bestUpdate, updateWal));
    }
  }

  private static String line(String what, String statement, double rate, long wal) {
    return String.format(
        Locale.ROOT,
        "%-16s %-6s %,8.0f rows/s %5.1f µs/row %,6d bytes of WAL/row",
        what,
        statement,
        rate,
        1e6 / rate,
        wal / ROWS);
  }

  private long walBytes() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet lsn =
            statement.executeQuery("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")) {
      lsn.next();
      return lsn.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
