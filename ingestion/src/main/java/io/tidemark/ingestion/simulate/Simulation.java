package io.tidemark.ingestion.simulate;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.tidemark.ingestion.database.Database;
import io.tidemark.ingestion.database.DatabaseFault;
import io.tidemark.ingestion.database.Runs;
import io.tidemark.ingestion.progress.Progress;
import io.tidemark.ingestion.simulate.Plan.Share;
import io.tidemark.ingestion.world.Names;
import io.tidemark.ingestion.world.World;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Traffic of several sessions on one database. */
public final class Simulation {
  private static final String APPLICATION = "tidemark-simulate";

  /** About 250 years: longer than anybody waits, and far from an overflow. */
  private static final long ENDLESS = Long.MAX_VALUE / 2;

  private final Database database;
  private final Settings settings;
  private final CountDownLatch stop = new CountDownLatch(1);

  /**
   * What is wanted of a simulation.
   *
   * @param rate rows changed in a second by all sessions together
   * @param length null to go on until stopped
   */
  public record Settings(double rate, Mix mix, Duration length, long randomSeed, int sessions) {
    public Settings {
      if (!(rate > 0) || rate > 1_000_000) {
        throw new IllegalArgumentException(
            "the rate must be above 0 and at most 1000000 rows a second, not " + rate);
      }
      if (sessions < 1 || sessions > 64) {
        throw new IllegalArgumentException("there can be 1 to 64 sessions, not " + sessions);
      }
    }
  }

  public Simulation(Database database, Settings settings) {
    this.database = database;
    this.settings = settings;
  }

  /** Lets {@link #run} end as soon as each session has finished its transaction. */
  public void stop() {
    stop.countDown();
  }

  /** Carries out the plans and returns when all sessions have ended. */
  public SimulationReport run() {
    try (Connection connection = database.connect(APPLICATION)) {
      Duration planned = settings.length() == null ? Duration.ZERO : settings.length();
      Runs.Run run = Runs.begin(connection, "simulate", settings.randomSeed(), planned);
      List<Plan> plans = plans(StartingStateQuery.read(connection, run));
      Tally tally = new Tally();
      Duration took = runSessions(plans, tally);
      if (settings.length() == null) {
        Runs.end(connection, run, took);
      }
      return tally.report(
          run.number(), settings.randomSeed(), settings.rate(), took.toNanos() / 1e9);
    } catch (SQLException e) {
      throw DatabaseFault.of(e, database);
    }
  }

  /** Hands out every step that {@link #run} would take, by the time it is due; changes nothing. */
  public void dryRun(Consumer<Step> steps) {
    List<Plan> plans;
    try (Connection connection = database.connect(APPLICATION)) {
      plans = plans(StartingStateQuery.read(connection, Runs.next(connection)));
    } catch (SQLException e) {
      throw DatabaseFault.of(e, database);
    }
    record Next(int session, Step step) {}
    PriorityQueue<Next> queue =
        new PriorityQueue<>(
            Comparator.comparingLong((Next n) -> n.step().dueNanos())
                .thenComparingInt(Next::session));
    for (int i = 0; i < plans.size(); i++) {
      if (plans.get(i).hasNext()) {
        queue.add(new Next(i, plans.get(i).next()));
      }
    }
    while (!queue.isEmpty() && stop.getCount() > 0) {
      Next next = queue.remove();
      if (next.step().dueNanos() >= lengthNanos()) {
        return;
      }
      steps.accept(next.step());
      Plan plan = plans.get(next.session());
      if (plan.hasNext()) {
        queue.add(new Next(next.session(), plan.next()));
      }
    }
  }

  private List<Plan> plans(StartingState start) {
    if (start.population().payers().isEmpty()) {
      throw new DatabaseFault(
          "There is nobody to simulate: \""
              + database.address()
              + "\" has no customers with"
              + " accounts, or no merchants. Run `./tidemark seed --rows 10000` first.",
          null);
    }
    World world = new World(settings.randomSeed(), start.run(), Names.of(settings.randomSeed()));
    return IntStream.range(0, settings.sessions())
        .mapToObj(
            i ->
                new Plan(
                    world,
                    start,
                    settings.mix(),
                    new Share(i, settings.sessions()),
                    settings.rate()))
        .toList();
  }

  private long lengthNanos() {
    return settings.length() == null ? ENDLESS : settings.length().toNanos();
  }

  private Duration runSessions(List<Plan> plans, Tally tally) throws SQLException {
    ExecutorService threads = Executors.newFixedThreadPool(plans.size());
    try (HikariDataSource pool = pool()) {
      // The clock starts with a connection open, or the first transactions would all be late.
      pool.getConnection().close();
      long start = System.nanoTime();
      try (Progress progress = progress(tally, start)) {
        carryOut(plans, pool, tally, start, threads);
      }
      return Duration.ofNanos(System.nanoTime() - start);
    } finally {
      threads.shutdown();
    }
  }

  private void carryOut(
      List<Plan> plans, DataSource pool, Tally tally, long start, Executor threads) {
    long grace = Math.max(2_000_000_000L, lengthNanos() / 10);
    Session.Schedule schedule = new Session.Schedule(start, lengthNanos(), grace, stop);
    try {
      List<CompletableFuture<Void>> sessions = new ArrayList<>();
      for (Plan plan : plans) {
        Session session = new Session(plan, pool, database, tally, schedule);
        sessions.add(
            CompletableFuture.runAsync(session, threads)
                // One that fails for good ends the others too.
                .whenComplete(
                    (nothing, failure) -> {
                      if (failure != null) {
                        stop();
                      }
                    }));
      }
      CompletableFuture.allOf(sessions.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private Progress progress(Tally tally, long start) {
    long total =
        settings.length() == null
            ? -1
            : Math.round(settings.rate() * settings.length().toNanos() / 1e9);
    return Progress.start(
        "simulate",
        " rows",
        total,
        tally::rows,
        () -> tally.summary((System.nanoTime() - start) / 1e9));
  }

  private HikariDataSource pool() {
    HikariConfig config = new HikariConfig();
    config.setPoolName(APPLICATION);
    config.setJdbcUrl(database.jdbcUrl());
    Properties properties = database.properties(APPLICATION);
    // Seconds; a server that hangs is then tried again as one that is gone.
    properties.setProperty("socketTimeout", "30");
    config.setDataSourceProperties(properties);
    config.setUsername(database.user());
    config.setPassword(database.password());
    config.setMaximumPoolSize(settings.sessions());
    config.setAutoCommit(false);
    config.setConnectionInitSql("set time zone 'UTC'");
    config.setConnectionTimeout(5_000);
    config.setInitializationFailTimeout(-1);
    return new HikariDataSource(config);
  }
}
