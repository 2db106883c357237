package io.tidemark.ingestion.seed;

import io.tidemark.ingestion.database.Database;
import io.tidemark.ingestion.database.DatabaseFault;
import io.tidemark.ingestion.database.Runs;
import io.tidemark.ingestion.world.Account;
import io.tidemark.ingestion.world.Names;
import io.tidemark.ingestion.world.Population;
import io.tidemark.ingestion.world.Table;
import io.tidemark.ingestion.world.World;
import io.tidemark.ingestion.world.World.NewCustomer;
import io.tidemark.ingestion.world.World.NewMerchant;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** Loads the rows of one run into a migrated database. */
public final class Seed {
  private static final String APPLICATION = "tidemark-seed";

  /**
   * Payments in one database transaction. A chunk updates each account that it touches once, so
   * larger chunks move the money with fewer changes; smaller ones can be streamed earlier.
   */
  private static final long CHUNK = 250_000;

  private final Database database;
  private final SeedSize size;
  private final LongAdder done = new LongAdder();

  public Seed(Database database, SeedSize size) {
    this.database = database;
    this.size = size;
  }

  /** What a run loaded, and why as fast as it did. */
  public record Loaded(int run, SeedSize size, boolean completeRows, String mode) {}

  /** Rows sent so far, of all tables. */
  public long done() {
    return done.sum();
  }

  /**
   * Loads all rows and returns when they are committed.
   *
   * @param names the pools that belong to the random seed
   * @param connections how many connections load at once, at least 1
   * @param throughTriggers true to let the triggers complete the rows in any case
   */
  public Loaded load(long randomSeed, Names names, int connections, boolean throughTriggers) {
    try (Connection connection = database.connect(APPLICATION)) {
      LoadMode mode =
          throughTriggers ? LoadMode.throughTriggers("asked for") : LoadMode.choose(connection);
      CopyRows.Author author =
          mode.completeRows() ? new CopyRows.Author(sessionUser(connection), APPLICATION) : null;
      Runs.Run run = Runs.begin(connection, "seed", randomSeed, size.span());
      World world = new World(randomSeed, run.number(), names);
      Population population = loadPopulation(connection, author, world, run);
      loadPayments(connections, author, world, population, run);
      return new Loaded(run.number(), size, mode.completeRows(), mode.reason());
    } catch (SQLException e) {
      throw DatabaseFault.of(e, database);
    }
  }

  private static String sessionUser(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet user = statement.executeQuery("select session_user")) {
      user.next();
      return user.getString(1);
    }
  }

  private Population loadPopulation(
      Connection connection, CopyRows.Author author, World world, Runs.Run run)
      throws SQLException {
    prepare(connection);
    List<NewCustomer> customers =
        IntStream.range(0, size.customers())
            .mapToObj(i -> world.customer(i, run.begins()))
            .toList();
    List<NewMerchant> merchants =
        IntStream.range(0, size.merchants())
            .mapToObj(i -> world.merchant(i, run.begins()))
            .toList();
    List<Account> accounts = new ArrayList<>();
    customers.forEach(c -> accounts.add(c.account()));
    merchants.forEach(m -> accounts.add(m.account()));

    Chunk chunk = new Chunk(connection, author, done);
    chunk.rows(Table.CUSTOMERS, customers.stream().map(NewCustomer::customer).iterator());
    chunk.rows(Table.MERCHANTS, merchants.stream().map(NewMerchant::merchant).iterator());
    chunk.rows(Table.ACCOUNTS, accounts.iterator());
    return Population.of(
        customers.stream().map(NewCustomer::payer).toList(),
        merchants.stream().map(NewMerchant::payee).toList());
  }

  private static void prepare(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement user =
        connection.prepareStatement("select set_config('tidemark.app_user', ?, false)")) {
      user.setString(1, APPLICATION);
      user.execute();
    }
    connection.commit();
  }

  private void loadPayments(
      int connections, CopyRows.Author author, World world, Population population, Runs.Run run)
      throws SQLException {
    long count = size.transactions();
    // An equal number of chunks for each connection, none larger than a chunk may be.
    long rounds = (count - 1) / (CHUNK * connections) + 1;
    long chunks = Math.min(count, rounds * connections);
    ExecutorService workers = Executors.newFixedThreadPool(connections);
    List<Future<Void>> results = new ArrayList<>();
    for (int worker = 0; worker < connections; worker++) {
      long first = worker;
      Callable<Void> load =
          () -> {
            try (Connection connection = database.connect(APPLICATION)) {
              prepare(connection);
              Chunk chunk = new Chunk(connection, author, done);
              for (long i = first; i < chunks; i += connections) {
                long from = count * i / chunks;
                long to = count * (i + 1) / chunks;
                chunk.payments(world, population, run.begins(), from, to);
              }
              return null;
            }
          };
      results.add(workers.submit(load));
    }
    workers.shutdown();
    await(results, workers);
  }

  private static void await(List<Future<Void>> results, ExecutorService workers)
      throws SQLException {
    try {
      for (Future<Void> result : results) {
        result.get();
      }
    } catch (ExecutionException e) {
      workers.shutdownNow();
      if (e.getCause() instanceof SQLException sql) {
        throw sql;
      }
      if (e.getCause() instanceof RuntimeException runtime) {
        throw runtime;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      workers.shutdownNow();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while loading", e);
    }
  }
}
