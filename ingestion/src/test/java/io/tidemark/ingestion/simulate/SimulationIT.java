package io.tidemark.ingestion.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidemark.ingestion.TestRows;
import io.tidemark.ingestion.TestServer;
import io.tidemark.ingestion.database.Database;
import io.tidemark.ingestion.database.DatabaseFault;
import io.tidemark.ingestion.seed.Seed;
import io.tidemark.ingestion.seed.SeedSize;
import io.tidemark.ingestion.world.Names;
import io.tidemark.ingestion.world.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationIT {
  private static final Names NAMES = Names.of(11);
  private static final Mix MIX = new Mix(60, 30, 10);

  private static final Database SEEDED = TestServer.migratedDatabase();

  @BeforeAll
  static void seed() {
    new Seed(SEEDED, SeedSize.of(400)).load(11, NAMES, 1, false);
  }

  private static Database seeded() {
    return TestServer.copyOf(SEEDED);
  }

  private static Simulation simulation(Database database, int sessions, Duration length) {
    return new Simulation(database, new Simulation.Settings(200, MIX, length, 21, sessions));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void theSameSeedExecutesTheStatementsOfTheDryRun(int sessions) {
    Duration length = Duration.ofSeconds(2);
    Database live = seeded();
    Database played = seeded();
    StringBuilder script = new StringBuilder();
    simulation(played, sessions, length).dryRun(step -> script.append(step.text()));
    StringBuilder again = new StringBuilder();
    simulation(live, sessions, length).dryRun(step -> again.append(step.text()));
    assertThat(again.toString()).isEqualTo(script.toString());

    SimulationReport report = simulation(live, sessions, length).run();
    TestServer.execute(played, script.toString());

    assertThat(report.left()).isZero();
    assertThat(report.missed()).isZero();
    assertThat(report.refused()).isZero();
    assertThat(report.changes()).isBetween(400L, 412L);
    // One after the other, or at once in the order of chance: the rows are the same.
    assertThat(TestRows.of(live)).isEqualTo(TestRows.of(played));
  }

  @Test
  void theMoneyStaysConstantUnderConcurrentSessions() {
    Database database = seeded();
    List<String> before = TestRows.money(database);
    SimulationReport report =
        new Simulation(database, new Simulation.Settings(3_000, MIX, Duration.ofSeconds(2), 5, 8))
            .run();
    assertThat(report.changes()).isGreaterThan(1_000);
    assertThat(TestRows.money(database)).isEqualTo(before);
  }

  @Test
  void theReportCountsWhatTheTablesShow() {
    Database database = seeded();
    Map<Table, List<String>> before = TestRows.of(database);
    SimulationReport report = simulation(database, 2, Duration.ofSeconds(2)).run();
    for (Table table : Table.values()) {
      Map<String, Long> counts = report.tables().get(table.tableName());
      assertThat(TestRows.count(database, table))
          .isEqualTo(before.get(table).size() + counts.get("insert") - counts.get("delete"));
    }
    assertThat(
            TestServer.value(
                database,
                "select count(*) from transactions where modified_by <> 'tidemark-seed'"
                    + " and change_info ->> 'app_user' = modified_by"))
        .isNotEqualTo("0");
    long sum =
        report.tables().values().stream()
            .flatMap(counts -> counts.values().stream())
            .mapToLong(Long::longValue)
            .sum();
    assertThat(report.changes()).isEqualTo(sum);
    assertThat(report.latency().p50()).isPositive();
  }

  @Test
  void brokenConnectionsAreTriedAgainAndNothingIsLostOrDoubled() throws Exception {
    Database broken = seeded();
    Database calm = seeded();
    Duration length = Duration.ofSeconds(4);
    CompletableFuture<SimulationReport> run =
        CompletableFuture.supplyAsync(() -> simulation(broken, 3, length).run());
    for (int round = 0; round < 3; round++) {
      killWaitingSessions(broken);
    }
    SimulationReport report = run.join();
    assertThat(report.retries()).isGreaterThanOrEqualTo(3);
    assertThat(report.left()).isZero();
    simulation(calm, 3, length).run();
    assertThat(TestRows.of(broken)).isEqualTo(TestRows.of(calm));
  }

  /** Locks a table until a session waits for it in the middle of its transaction, and kills it. */
  private static void killWaitingSessions(Database database) throws SQLException {
    String kill =
        "select count(pg_terminate_backend(pid)) from pg_stat_activity"
            + " where datname = current_database() and application_name = 'tidemark-simulate'"
            + " and wait_event_type = 'Lock'";
    try (Connection connection = TestServer.connect(database);
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("lock table transactions in exclusive mode");
      await().until(() -> !TestServer.value(database, kill).equals("0"));
      connection.rollback();
    }
  }

  @Test
  void rowsThatSomebodyElseRemovedDoNotEndTheSimulation() {
    Database database = seeded();
    Simulation simulation = simulation(database, 2, null);
    CompletableFuture<SimulationReport> run = CompletableFuture.supplyAsync(simulation::run);
    String ours = "select count(*) from transactions where modified_by <> 'tidemark-seed'";
    await().until(() -> !TestServer.value(database, ours).equals("0"));
    TestServer.execute(database, "truncate transactions", "delete from accounts");
    await().until(() -> waitingFor(database, run));
    simulation.stop();
    SimulationReport report = run.join();
    assertThat(report.refused()).isPositive();
    assertThat(report.firstRefusal()).contains("cannot move the money");
    assertThat(report.missed()).isPositive();
  }

  /** True once new customers, whose accounts are there, have been made after the deletion. */
  private static boolean waitingFor(Database database, CompletableFuture<?> run) {
    return run.isDone()
        || Integer.parseInt(TestServer.value(database, "select count(*) from accounts")) > 5;
  }

  @Test
  void withoutCustomersTheFaultSaysToSeed() {
    Database empty = TestServer.migratedDatabase();
    assertThatThrownBy(() -> simulation(empty, 1, Duration.ofSeconds(1)).run())
        .isInstanceOf(DatabaseFault.class)
        .hasMessageContaining("Run `./tidemark seed --rows 10000` first.");
  }

  @Test
  void aRateBeyondTheMachineIsReportedAsLeft() {
    Database database = seeded();
    SimulationReport report =
        new Simulation(
                database, new Simulation.Settings(200_000, MIX, Duration.ofMillis(500), 5, 1))
            .run();
    assertThat(report.left()).isPositive();
    assertThat(report.left() + report.changes()).isBetween(99_000L, 100_010L);
    assertThat(report.text()).contains("does not keep up with the rate");
  }
}
