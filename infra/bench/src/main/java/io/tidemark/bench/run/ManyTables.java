package io.tidemark.bench.run;

import io.tidemark.stack.home.Settings;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Tables with 10,000 rows and 1,000 changed rows a second in all: two sessions with 100
 * transactions a second each, of five changes in tables at random, half inserts and half updates of
 * rows of their own.
 *
 * @param tables how many
 */
record ManyTables(int tables) implements Load {
  private static final int ROWS = 10_000;
  private static final int SESSIONS = 2;
  private static final int CHANGES = 5;
  private static final Duration BETWEEN = Duration.ofMillis(10);

  @Override
  public void prepare(LocalStack stack) throws SQLException {
    try (Connection connection = connect(stack);
        Statement statement = connection.createStatement()) {
      for (int table = 0; table < tables; table++) {
        statement.execute(
            "create table %s (id bigint generated always as identity primary key,"
                    .formatted(name(table))
                + " amount numeric(12,2) not null, note text, at timestamptz not null)");
        statement.execute(
            "insert into %s (amount, note, at) select n, 'row ' || n, now()".formatted(name(table))
                + " from generate_series(1, %d) n".formatted(rows()));
      }
    }
  }

  @Override
  public void run(LocalStack stack, Duration length) throws IOException, InterruptedException {
    ExecutorService pool = Executors.newFixedThreadPool(SESSIONS);
    try {
      List<Future<?>> sessions = new ArrayList<>();
      for (int number = 0; number < SESSIONS; number++) {
        int session = number;
        sessions.add(
            pool.submit(
                () -> {
                  session(stack, length, session);
                  return null;
                }));
      }
      for (Future<?> session : sessions) {
        session.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("a session failed: " + e.getCause(), e);
    } finally {
      pool.shutdownNow();
    }
  }

  private void session(LocalStack stack, Duration length, int session)
      throws SQLException, InterruptedException {
    SplittableRandom random = new SplittableRandom(session);
    try (Connection connection = connect(stack)) {
      connection.setAutoCommit(false);
      long begin = System.nanoTime();
      for (long due = 0; due < length.toNanos(); due += BETWEEN.toNanos()) {
        TimeUnit.NANOSECONDS.sleep(begin + due - System.nanoTime());
        for (int change = 0; change < CHANGES; change++) {
          change(connection, session, random);
        }
        connection.commit();
      }
    }
  }

  private void change(Connection connection, int session, SplittableRandom random)
      throws SQLException {
    String table = name(random.nextInt(tables));
    boolean insert = random.nextBoolean();
    String sql =
        insert
            ? "insert into " + table + " (amount, note, at) values (?, 'made', clock_timestamp())"
            : "update " + table + " set amount = ?, at = clock_timestamp() where id = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBigDecimal(1, java.math.BigDecimal.valueOf(random.nextInt(1_000_000), 2));
      if (!insert) {
        statement.setLong(2, 1 + session + SESSIONS * random.nextInt(rows() / SESSIONS));
      }
      statement.executeUpdate();
    }
  }

  /** Of a table at first. */
  private int rows() {
    return ROWS / tables;
  }

  private static String name(int table) {
    return "public.many_%03d".formatted(table);
  }

  private static Connection connect(LocalStack stack) throws SQLException {
    Settings settings = stack.settings();
    return DriverManager.getConnection(
        settings.jdbcUrl(), Settings.OWNER, settings.postgresPassword());
  }
}
