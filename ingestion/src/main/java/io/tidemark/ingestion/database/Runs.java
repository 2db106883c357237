package io.tidemark.ingestion.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;

/** The list of runs, which gives each run of seed and simulate its number and its time. */
public final class Runs {
  /** Where the simulated clock of an empty database begins. */
  public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

  private Runs() {}

  /** A run: its number, unique in the database, and the simulated time at which it begins. */
  public record Run(int number, Instant begins) {}

  /** The run that would come next, without recording it. */
  public static Run next(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet last =
            statement.executeQuery(
                "select coalesce(max(run_number), 0), max(payments_until) from tidemark.runs")) {
      last.next();
      Timestamp until = last.getTimestamp(2);
      return new Run(last.getInt(1) + 1, until == null ? BEGINNING : until.toInstant());
    }
  }

  /** Records the next run and commits; the connection must be in autocommit mode. */
  public static Run begin(
      Connection connection, String command, long randomSeed, Duration paymentsFor)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement lock = connection.createStatement();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into tidemark.runs"
                    + " (run_number, command, random_seed, payments_from, payments_until)"
                    + " values (?, ?, ?, ?, ?)")) {
      lock.execute("lock table tidemark.runs in share row exclusive mode");
      Run run = next(connection);
      insert.setInt(1, run.number());
      insert.setString(2, command);
      insert.setLong(3, randomSeed);
      insert.setTimestamp(4, Timestamp.from(run.begins()));
      insert.setTimestamp(5, Timestamp.from(run.begins().plus(paymentsFor)));
      insert.executeUpdate();
      connection.commit();
      return run;
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** Moves the simulated clock on, once it is known how long the run was. */
  public static void end(Connection connection, Run run, Duration paymentsFor) throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement(
            "update tidemark.runs set payments_until = ? where run_number = ?")) {
      update.setTimestamp(1, Timestamp.from(run.begins().plus(paymentsFor)));
      update.setInt(2, run.number());
      update.executeUpdate();
    }
  }
}
