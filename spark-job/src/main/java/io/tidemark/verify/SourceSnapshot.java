package io.tidemark.verify;

import io.tidemark.config.PostgresConfig;
import io.tidemark.error.TidemarkException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
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
    try (Connection replication = connect(postgres, true)) {
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
      Connection reader = connect(postgres, false);
      reader.setAutoCommit(false);
      reader.setReadOnly(true);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      try (Statement statement = reader.createStatement()) {
        // The name comes from the server: digits, letters and '-'.
        statement.execute("SET TRANSACTION SNAPSHOT '%s'".formatted(exported.getSnapshotName()));
      }
      return new SourceSnapshot(reader, exported.getConsistentPoint().asLong());
    } catch (SQLException e) {
      throw failure(postgres, e);
    }
  }

  /** A connection whose every value comes as PostgreSQL writes it. */
  static Connection connect(PostgresConfig postgres, boolean replication) throws SQLException {
    Properties properties = new Properties();
    PGProperty.USER.set(properties, postgres.user());
    postgres.password().ifPresent(p -> PGProperty.PASSWORD.set(properties, p.value()));
    PGProperty.BINARY_TRANSFER.set(properties, false);
    PGProperty.APPLICATION_NAME.set(properties, "tidemark verify");
    PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
    if (replication) {
      PGProperty.REPLICATION.set(properties, "database");
      PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
    } else {
      PGProperty.OPTIONS.set(
          properties,
          "-c TimeZone=UTC -c DateStyle=ISO,YMD -c IntervalStyle=postgres -c bytea_output=hex"
              + " -c extra_float_digits=1 -c row_security=off");
    }
    return DriverManager.getConnection(postgres.jdbcUrl(), properties);
  }

  static TidemarkException failure(PostgresConfig postgres, SQLException cause) {
    String state = cause.getSQLState() == null ? "" : cause.getSQLState();
    String what = "PostgreSQL at '%s' cannot be asked".formatted(postgres.jdbcUrl());
    if (state.startsWith("28")) {
      return TidemarkException.config(
          what, cause.getMessage(), "Mend source.postgres.user and password");
    }
    if (state.equals("42501")) {
      return TidemarkException.config(
          what,
          cause.getMessage(),
          "Give the user '%s' REPLICATION and pg_read_all_data".formatted(postgres.user()));
    }
    return TidemarkException.external(
            what, cause.getMessage(), "Start it (./tidemark up), or mend source.postgres")
        .causedBy(cause);
  }

  /** The LSN up to which the snapshot holds every committed transaction. */
  long lsn() {
    return lsn;
  }

  static String text(long lsn) {
    return LogSequenceNumber.valueOf(lsn).asString();
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
