package io.tidemark.ingestion.seed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.ingestion.TestRows;
import io.tidemark.ingestion.TestServer;
import io.tidemark.ingestion.database.Database;
import io.tidemark.ingestion.database.DatabaseFault;
import io.tidemark.ingestion.world.Names;
import io.tidemark.ingestion.world.Table;
import java.sql.Connection;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeedIT {
  private static final Names NAMES = Names.of(11);

  private static Seed.Loaded seed(Database database, long rows, int connections, boolean fire) {
    return new Seed(database, SeedSize.of(rows)).load(11, NAMES, connections, fire);
  }

  @Test
  void completeRowsAreTheSameAsThoseTheTriggersComplete() {
    Database complete = TestServer.migratedDatabase();
    Database fired = TestServer.migratedDatabase();
    assertThat(seed(complete, 3_000, 2, false).completeRows()).isTrue();
    assertThat(seed(fired, 3_000, 3, true).completeRows()).isFalse();

    assertThat(TestRows.count(complete, Table.TRANSACTIONS)).isEqualTo(3_000);
    // Not the accounts: how often their balances are moved depends on the connections.
    for (Table table : List.of(Table.CUSTOMERS, Table.MERCHANTS, Table.TRANSACTIONS)) {
      assertThat(TestRows.withAudit(complete).get(table))
          .isEqualTo(TestRows.withAudit(fired).get(table));
    }
    assertThat(TestRows.of(complete)).isEqualTo(TestRows.of(fired));
  }

  @Test
  void theBalancesAreWhatThePaymentsLeft() {
    Database database = TestServer.migratedDatabase();
    seed(database, 2_000, 2, false);
    // The first audit entry of an account is gone, so play the payments back and expect the
    // opening balances: whole cents between 1,000 and 21,000 euro, and nothing for merchants.
    TestServer.execute(database, "delete from transactions");
    assertThat(
            TestServer.value(
                database,
                "select count(*) from accounts where merchant_id is not null and balance <> 0"))
        .isEqualTo("0");
    assertThat(
            TestServer.value(
                database,
                "select bool_and(balance between 1000 and 21000) from accounts"
                    + " where customer_id is not null and currency in ('EUR', 'USD', 'GBP')"))
        .isEqualTo("t");
  }

  @Test
  void aSecondSeedAddsOtherRowsAndKeepsTheMoneyOfTheFirst() {
    Database database = TestServer.migratedDatabase();
    assertThat(seed(database, 1_000, 2, false).run()).isEqualTo(1);
    List<String> first = TestRows.of(database).get(Table.ACCOUNTS);
    assertThat(seed(database, 500, 2, false).run()).isEqualTo(2);
    assertThat(TestRows.count(database, Table.TRANSACTIONS)).isEqualTo(1_500);
    assertThat(TestRows.of(database).get(Table.ACCOUNTS)).containsAll(first);
    assertThat(
            TestServer.value(
                database,
                "select count(distinct \"timestamp\"::timestamptz(0)) > 1000 from transactions"))
        .isEqualTo("t");
  }

  @Test
  void oneRowIsEnough() {
    Database database = TestServer.migratedDatabase();
    assertThat(seed(database, 1, 4, false).size()).isEqualTo(new SeedSize(1, 50, 25));
    assertThat(TestRows.count(database, Table.TRANSACTIONS)).isEqualTo(1);
    assertThat(TestRows.count(database, Table.ACCOUNTS)).isEqualTo(75);
  }

  @Test
  void aChangedAuditIsHonoured() {
    Database database = TestServer.migratedDatabase();
    TestServer.execute(database, "select tidemark.enable_audit('customers', 'email')");
    Seed.Loaded loaded = seed(database, 100, 1, false);
    assertThat(loaded.completeRows()).isFalse();
    assertThat(loaded.mode())
        .isEqualTo("the triggers or columns of \"customers\" are not as the migrations made them");
    assertThat(
            TestServer.value(
                database,
                "select count(*) from customers where change_info -> 'withheld' = '[\"email\"]'"))
        .isEqualTo("50");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table transactions add column note text default 'x'",
        "alter table transactions disable trigger move_money_of_added",
        "drop trigger zz_tidemark_audit on accounts",
        "create trigger mine before insert on merchants for each row"
            + " execute function suppress_redundant_updates_trigger()"
      })
  void aTableThatWasChangedIsLoadedThroughItsTriggers(String change) throws Exception {
    Database database = TestServer.migratedDatabase();
    try (Connection connection = TestServer.connect(database)) {
      assertThat(LoadMode.choose(connection).completeRows()).isTrue();
      TestServer.execute(database, change);
      assertThat(LoadMode.choose(connection).completeRows()).isFalse();
    }
  }

  @Test
  void atTheEndTheTriggersFireAgain() {
    Database database = TestServer.migratedDatabase();
    seed(database, 100, 1, false);
    TestServer.execute(database, "update customers set city = 'Nowhere'");
    assertThat(
            TestServer.value(
                database,
                "select count(*) from customers"
                    + " where change_info #>> '{changes,city,new}' = 'Nowhere'"))
        .isEqualTo("50");
  }

  @Test
  void aUserWithoutSpecialRightsLoadsThroughTheTriggers() {
    Database database = TestServer.migratedDatabase();
    TestServer.execute(
        database,
        "create role clerk login",
        "grant usage on schema tidemark, public to clerk",
        "grant all on all tables in schema public, tidemark to clerk");
    Seed.Loaded loaded = seed(new Database(database.jdbcUrl(), "clerk", ""), 100, 2, false);
    assertThat(loaded.mode()).isEqualTo("the user may not set session_replication_role");
    assertThat(
            TestServer.value(
                database,
                "select distinct change_info ->> 'db_user' || ' ' || modified_by"
                    + " from transactions"))
        .isEqualTo("clerk tidemark-seed");
  }

  @Test
  void withoutTablesTheFaultNamesTheCommandThatMakesThem() {
    Database empty = TestServer.newDatabase();
    assertThatThrownBy(() -> seed(empty, 10, 1, false))
        .isInstanceOf(DatabaseFault.class)
        .hasMessageContaining("./tidemark migrate");
  }
}
