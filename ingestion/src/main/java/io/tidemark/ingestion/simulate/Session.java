package io.tidemark.ingestion.simulate;

import io.tidemark.ingestion.database.Database;
import io.tidemark.ingestion.database.DatabaseFault;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Carries out a plan, each step at its time, until the plan or the time ends or it is stopped. */
final class Session implements Runnable {
  /** How long a session goes on trying when PostgreSQL does not answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long FIRST_PAUSE_MS = 50;
  private static final long LONGEST_PAUSE_MS = 3_000;

  private final Plan plan;
  private final DataSource connections;
  private final Database database;
  private final Tally tally;
  private final Schedule schedule;

  /**
   * The clock that all sessions share.
   *
   * @param startNanos {@link System#nanoTime} at the start
   * @param lengthNanos steps due from here on are not begun
   * @param graceNanos how long after that steps that are late may still begin
   * @param stop counted down to end all sessions
   */
  record Schedule(long startNanos, long lengthNanos, long graceNanos, CountDownLatch stop) {
    long now() {
      return System.nanoTime() - startNanos;
    }

    boolean isOver() {
      return stop.getCount() == 0 || now() - lengthNanos > graceNanos;
    }

    /** Waits for a moment, or until stopped. */
    void await(long nanos) throws InterruptedException {
      long wait = nanos - now();
      if (wait > 0) {
        stop.await(wait, TimeUnit.NANOSECONDS);
      }
    }
  }

  Session(Plan plan, DataSource connections, Database database, Tally tally, Schedule schedule) {
    this.plan = plan;
    this.connections = connections;
    this.database = database;
    this.tally = tally;
    this.schedule = schedule;
  }

  @Override
  public void run() {
    try {
      while (plan.hasNext()) {
        Step step = plan.next();
        if (step.dueNanos() >= schedule.lengthNanos()) {
          return;
        }
        schedule.await(step.dueNanos());
        if (schedule.isOver()) {
          countLeft(step);
          return;
        }
        execute(step);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Counts what was due by now and is not done; none of it if there is no end. */
  private void countLeft(Step first) {
    long end = Math.min(schedule.lengthNanos(), schedule.now());
    long left = 0;
    for (Step step = first; step.dueNanos() < end; step = plan.next()) {
      left += step.rows();
      if (!plan.hasNext()) {
        break;
      }
    }
    tally.left(left);
  }

  private void execute(Step step) throws InterruptedException {
    long begin = schedule.now();
    long pause = FIRST_PAUSE_MS;
    while (true) {
      try {
        boolean[] found = attempt(step);
        tally.done(step, found, begin - step.dueNanos(), schedule.now() - begin);
        return;
      } catch (SQLException e) {
        if (DatabaseFault.isIntegrityViolation(e)) {
          tally.refused(e.getMessage().strip());
          return;
        }
        boolean patient = schedule.now() - begin < PATIENCE.toNanos();
        if (!DatabaseFault.isTransient(e) || !patient) {
          throw DatabaseFault.of(e, database);
        }
        tally.retried();
        if (schedule.stop().await(pause, TimeUnit.MILLISECONDS)) {
          tally.left(step.rows());
          return;
        }
        pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      }
    }
  }

  /** Executes the step in a transaction; says for each statement whether it found its row. */
  private boolean[] attempt(Step step) throws SQLException {
    try (Connection connection = connections.getConnection()) {
      try {
        boolean[] found = new boolean[step.statements().size()];
        // The function is `set local` that takes its value as a parameter.
        try (PreparedStatement user =
            connection.prepareStatement("select set_config('tidemark.app_user', ?, true)")) {
          user.setString(1, step.appUser());
          user.execute();
        }
        for (int i = 0; i < found.length; i++) {
          found[i] = execute(connection, step.statements().get(i));
        }
        connection.commit();
        return found;
      } catch (SQLException e) {
        rollback(connection, e);
        throw e;
      }
    }
  }

  private static boolean execute(Connection connection, PlannedStatement planned)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(planned.template().sql())) {
      int index = 1;
      for (Object value : planned.values()) {
        if (value == null) {
          statement.setNull(index++, Types.NULL);
        } else if (value instanceof Instant instant) {
          statement.setObject(index++, instant.atOffset(ZoneOffset.UTC));
        } else {
          statement.setObject(index++, value);
        }
      }
      return statement.executeUpdate() > 0;
    }
  }

  private static void rollback(Connection connection, SQLException failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }
}
