package io.tidemark.torture.workload;

import io.tidemark.torture.plan.PlannedTransaction;
import io.tidemark.torture.plan.Step;
import io.tidemark.torture.system.Database;
import io.tidemark.torture.system.Waiting;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * One session of a plan. A transaction that fails is counted and left behind, as another session
 * was in its way or a server is away; a change of shape is tried again, as later statements build
 * on it.
 */
final class Session implements Runnable {
  private static final int ATTEMPTS_ON_SHAPES = 8;
  private static final long PAUSE_MS = 200;

  private final String name;
  private final Database database;
  private final List<PlannedTransaction> transactions;
  private final PlanClock clock;
  private final Tally tally;
  private Connection connection;

  Session(
      String name,
      Database database,
      List<PlannedTransaction> transactions,
      PlanClock clock,
      Tally tally) {
    this.name = name;
    this.database = database;
    this.transactions = transactions;
    this.clock = clock;
    this.tally = tally;
  }

  @Override
  public void run() {
    try {
      for (PlannedTransaction transaction : transactions) {
        clock.await(transaction.atMs());
        carryOut(transaction);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  private void carryOut(PlannedTransaction transaction) {
    int attempts = transaction.changesShape() ? ATTEMPTS_ON_SHAPES : 1;
    while (attempts-- > 0) {
      try {
        connect();
        steps(transaction);
        tally.count(transaction.commit() ? "committed" : "rolled back");
        return;
      } catch (SQLException e) {
        tally.failed(String.valueOf(e.getSQLState()), transaction.what() + ": " + e.getMessage());
        rollBack();
        if (attempts > 0) {
          Waiting.sleep(PAUSE_MS);
        }
      } catch (IOException e) {
        tally.failed("IO", e.toString());
        close();
      }
    }
  }

  /** Wait until the server is there. */
  private void connect() {
    while (connection == null) {
      try {
        connection = database.connect("torture " + name);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
          statement.execute("set timezone = 'UTC'");
          statement.execute("set statement_timeout = '30s'");
        }
        connection.commit();
      } catch (SQLException away) {
        close();
        Waiting.sleep(PAUSE_MS);
      }
    }
  }

  private void steps(PlannedTransaction transaction) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      for (Step step : transaction.steps()) {
        if (step instanceof Step.Sql sql) {
          statement.execute(sql.sql());
        } else if (step instanceof Step.Copy copy) {
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn(copy.sql(), new StringReader(copy.data()));
        } else if (step instanceof Step.Pause pause) {
          Waiting.sleep(pause.ms());
        }
      }
    }
    if (transaction.commit()) {
      connection.commit();
    } else {
      connection.rollback();
    }
  }

  private void rollBack() {
    try {
      connection.rollback();
    } catch (SQLException broken) {
      close();
    }
  }

  private void close() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException gone) {
        // It is.
      }
      connection = null;
    }
  }
}
