package io.tidemark.ingestion.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.ingestion.TestServer;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MigrationsIT {
  @Test
  void anEmptyDatabaseGetsFourAuditedTables() {
    Database database = TestServer.newDatabase();
    assertThat(Migrations.apply(database).versions()).containsExactly("1", "2", "3", "4");
    assertThat(
            TestServer.column(
                database, "select tablename from pg_tables where schemaname = 'public' order by 1"))
        .containsExactly("accounts", "customers", "merchants", "transactions");
    assertThat(
            TestServer.column(
                database,
                "select tgrelid::regclass from pg_trigger where tgname = 'zz_tidemark_audit'"
                    + " order by tgrelid::regclass::text"))
        .containsExactly("accounts", "customers", "merchants", "transactions");
  }

  @Test
  void theHistoryOfMigrationsIsNotInPublic() {
    Database database = TestServer.newDatabase();
    Migrations.apply(database);
    assertThat(
            TestServer.column(
                database,
                "select schemaname || '.' || tablename from pg_tables"
                    + " where schemaname in ('flyway', 'tidemark') order by 1"))
        .containsExactly(
            "flyway.flyway_schema_history", "tidemark.debezium_signal", "tidemark.runs");
  }

  @Test
  void theSecondTimeNothingIsApplied() {
    Database database = TestServer.newDatabase();
    Migrations.apply(database);
    assertThat(Migrations.apply(database))
        .isEqualTo(new Migrations.Applied(java.util.List.of(), "4"));
  }

  @Test
  void twoAtOnceDoNotDisturbEachOther() {
    Database database = TestServer.newDatabase();
    var first = CompletableFuture.supplyAsync(() -> Migrations.apply(database));
    var second = CompletableFuture.supplyAsync(() -> Migrations.apply(database));
    assertThat(first.join().versions().size() + second.join().versions().size()).isEqualTo(4);
  }

  @Test
  void aTableOfTheSameNameIsLeftAloneAndNamed() {
    Database database = TestServer.newDatabase();
    TestServer.execute(database, "create table public.accounts (mine int)");
    assertThatThrownBy(() -> Migrations.apply(database))
        .isInstanceOf(DatabaseFault.class)
        .hasMessageContaining("relation \"accounts\" already exists")
        .hasMessageContaining("name an empty database by --jdbc-url");
    assertThat(TestServer.value(database, "select count(*) from accounts")).isEqualTo("0");
  }

  @Test
  void runsAreNumberedWithoutGapsAndTheirTimesDoNotOverlap() throws Exception {
    Database database = TestServer.newDatabase();
    Migrations.apply(database);
    try (var connection = database.connect("test")) {
      Runs.Run first = Runs.begin(connection, "seed", 1, java.time.Duration.ofHours(2));
      assertThat(first).isEqualTo(new Runs.Run(1, Runs.BEGINNING));
      Runs.Run second = Runs.begin(connection, "simulate", 1, java.time.Duration.ZERO);
      assertThat(second).isEqualTo(new Runs.Run(2, Runs.BEGINNING.plusSeconds(7200)));
      Runs.end(connection, second, java.time.Duration.ofSeconds(5));
      assertThat(Runs.next(connection))
          .isEqualTo(new Runs.Run(3, Runs.BEGINNING.plusSeconds(7205)));
    }
  }
}
