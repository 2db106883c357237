package io.tidemark.verify;

import io.tidemark.config.PostgresConfig;
import io.tidemark.error.TidemarkException;
import io.tidemark.source.Postgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.replication.ReplicationSlotInfo;

/**
 * The database as it was at one LSN, while others go on writing: a temporary replication slot
 * exports a snapshot of its consistent point (PostgreSQL, "Streaming Replication Protocol",
 * CREATE_REPLICATION_SLOT), and a transaction reads it. The slot is gone when the snapshot is
 * taken.
 */
final class SourceSnapshot implements AutoCloseable {
  private final Connection connection;
  private final long lsn;

  private SourceSnapshot(Connection connection, long lsn) {
    this.connection = connection;
    this.lsn = lsn;
  }

  /**
   * Take a snapshot.
   *
   * @throws TidemarkException EXTERNAL if the database does not answer, CONFIG if it refuses
   */
  static SourceSnapshot take(PostgresConfig postgres) {
    String slot = "tidemark_verify_" + ProcessHandle.current().pid();
    try (Connection replication = Postgres.connect(postgres, true)) {
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
      Connection reader = Postgres.connect(postgres, false);
      reader.setAutoCommit(false);
      reader.setReadOnly(true);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement statement = reader.createStatement()) {
        // The name comes from the server: digits, letters and '-'.
        statement.execute("SET TRANSACTION SNAPSHOT '%s'".formatted(exported.getSnapshotName()));
      }
      return new SourceSnapshot(reader, exported.getConsistentPoint().asLong());
    } catch (SQLException e) {
      throw Postgres.failure(postgres, e);
    }
  }

  /** The LSN up to which the snapshot holds every committed transaction. */
  long lsn() {
    return lsn;
  }

  Connection connection() {
    return connection;
  }

  /** Whether a query that gives one boolean says yes. */
  static boolean holds(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() && row.getBoolean(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.rollback();
    connection.close();
  }
}
