package io.tidemark.verify;

import io.tidemark.config.PostgresConfig;
import io.tidemark.error.TidemarkException;
import io.tidemark.source.Postgres;
import io.tidemark.transaction.VisibleTransactions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.postgresql.PGConnection;
import org.postgresql.replication.ReplicationSlotInfo;

/**
 * The database as it was at one LSN, while others go on writing: a temporary replication slot
 * exports a snapshot of its consistent point (PostgreSQL, "Streaming Replication Protocol",
 * CREATE_REPLICATION_SLOT), and a transaction reads it. The slot is gone when the snapshot is
 * taken.
 */
public final class SourceSnapshot implements AutoCloseable {
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final PostgresConfig postgres;
  private final Connection connection;
  private final long lsn;
  private final VisibleTransactions visible;

  private SourceSnapshot(
      PostgresConfig postgres, Connection connection, long lsn, VisibleTransactions visible) {
    this.postgres = postgres;
    this.connection = connection;
    this.lsn = lsn;
    this.visible = visible;
  }

  /**
   * Take a snapshot. PostgreSQL waits for every transaction that has written and is open.
   *
   * @throws TidemarkException EXTERNAL if the database does not answer, CONFIG if it refuses
   * @throws CannotTellException if a transaction stays open for longer than one has patience
   */
  public static SourceSnapshot take(PostgresConfig postgres, Duration patience) {
    String slot =
        "tidemark_verify_%d_%d"
            .formatted(ProcessHandle.current().pid(), Thread.currentThread().getId());
    try (Connection replication = Postgres.connect(postgres, true)) {
      try (Statement statement = replication.createStatement()) {
        statement.execute("SET lock_timeout = " + patience.toMillis());
      }
      ReplicationSlotInfo exported =
          replication
              .unwrap(PGConnection.class)
              .getReplicationAPI()
              .createReplicationSlot()
              .logical()
              .withSlotName(slot)
              .withOutputPlugin("pgoutput")
              .withTemporaryOption()
              .make();
      return read(postgres, exported);
    } catch (SQLException e) {
      if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
        throw new CannotTellException(
            "a transaction that has written is open for more than %d s, and PostgreSQL gives no"
                    .formatted(patience.toSeconds())
                + " LSN at which all is told (see pg_stat_activity)");
      }
      throw Postgres.failure(postgres, e);
    }
  }

  private static SourceSnapshot read(PostgresConfig postgres, ReplicationSlotInfo exported)
      throws SQLException {
    Connection reader = reader(postgres, exported.getSnapshotName());
    try {
      return new SourceSnapshot(
          postgres,
          reader,
          exported.getConsistentPoint().asLong(),
          VisibleTransactions.parse(text(reader, "select pg_current_snapshot()::text")));
    } catch (SQLException e) {
      reader.close();
      throw e;
    }
  }

  /** A connection whose transaction reads a snapshot that another one exports. */
  private static Connection reader(PostgresConfig postgres, String snapshot) throws SQLException {
    Connection reader = Postgres.connect(postgres, false);
    try (Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      reader.setReadOnly(true);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      // The name comes from the server: digits, letters and '-'.
      statement.execute("SET TRANSACTION SNAPSHOT '%s'".formatted(snapshot));
      return reader;
    } catch (SQLException e) {
      reader.close();
      throw e;
    }
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Another connection that reads the same snapshot; whoever asks for it closes it. */
  public Connection another() throws SQLException {
    return reader(postgres, text(connection, "select pg_export_snapshot()"));
  }

  /** The LSN up to which the snapshot holds every committed transaction. */
  public long lsn() {
    return lsn;
  }

  /** The transactions that it holds, which are those committed up to its LSN. */
  public VisibleTransactions visible() {
    return visible;
  }

  /** The connection that reads it. */
  public Connection connection() {
    return connection;
  }

  @Override
  public void close() throws SQLException {
    try {
      connection.rollback();
    } finally {
      connection.close();
    }
  }
}
