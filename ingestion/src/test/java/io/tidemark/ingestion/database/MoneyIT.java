package io.tidemark.ingestion.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.ingestion.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MoneyIT {
  private final Database database = TestServer.migratedDatabase();

  @BeforeEach
  void threeAccountsWithAHundredEach() {
    TestServer.execute(
        database,
        "insert into customers values ("
            + id(9)
            + ", 'Ann', 'a@example.com', null, 'Rome', 'IT',"
            + " now())",
        "insert into accounts select ('00000000-0000-0000-0000-00000000000' || n)::uuid, "
            + id(9)
            + ", null, 'EUR', 100, now() from generate_series(1, 3) as n");
  }

  private static String id(int n) {
    return "'00000000-0000-0000-0000-00000000000" + n + "'";
  }

  private static String payment(int id, String amount, int from, int to) {
    return "("
        + id(id)
        + ", "
        + id(9)
        + ", now(), "
        + amount
        + ", 'EUR', 'Rome', 'IT', 'Shop',"
        + " 'card', '198.18.0.1', null, null, "
        + id(from)
        + ", "
        + id(to)
        + ")";
  }

  private void pay(String... payments) {
    TestServer.execute(database, "insert into transactions values " + String.join(", ", payments));
  }

  private String balances() {
    return TestServer.value(
        database, "select string_agg(balance::text, ' ' order by account_id) from accounts");
  }

  @Test
  void aPaymentMovesItsAmount() {
    pay(payment(1, "30.25", 1, 2));
    assertThat(balances()).isEqualTo("69.75 130.25 100.00");
  }

  @Test
  void severalPaymentsOfOneStatementAddUp() {
    pay(payment(1, "10", 1, 2), payment(2, "5", 2, 3), payment(3, "1", 1, 3));
    assertThat(balances()).isEqualTo("89.00 105.00 106.00");
  }

  @Test
  void aCorrectionMovesTheDifference() {
    pay(payment(1, "30", 1, 2));
    TestServer.execute(database, "update transactions set amount = 12.50");
    assertThat(balances()).isEqualTo("87.50 112.50 100.00");
  }

  @Test
  void aPaymentToAnotherAccountMovesAllOfIt() {
    pay(payment(1, "30", 1, 2));
    TestServer.execute(database, "update transactions set to_account = " + id(3));
    assertThat(balances()).isEqualTo("70.00 100.00 130.00");
  }

  @Test
  void aDeletedPaymentGivesTheMoneyBack() {
    pay(payment(1, "30", 1, 2), payment(2, "5", 3, 1));
    TestServer.execute(database, "delete from transactions");
    assertThat(balances()).isEqualTo("100.00 100.00 100.00");
  }

  @Test
  void anUpdateThatMovesNoMoneyTouchesNoAccount() {
    pay(payment(1, "30", 1, 2));
    String before = TestServer.value(database, "select string_agg(xmin::text, ' ') from accounts");
    TestServer.execute(database, "update transactions set voucher_code = 'X'");
    assertThat(TestServer.value(database, "select string_agg(xmin::text, ' ') from accounts"))
        .isEqualTo(before);
  }

  @Test
  void truncatingThePaymentsLeavesTheBalances() {
    pay(payment(1, "30", 1, 2));
    TestServer.execute(database, "truncate transactions");
    assertThat(balances()).isEqualTo("70.00 130.00 100.00");
  }

  @Test
  void aPaymentFromNowhereIsRefusedAndMovesNothing() {
    assertThatThrownBy(() -> pay(payment(1, "10", 1, 2), payment(2, "10", 7, 2)))
        .hasMessageContaining(
            "cannot move the money: account 00000000-0000-0000-0000-000000000007 does not exist");
    assertThat(balances()).isEqualTo("100.00 100.00 100.00");
    assertThat(TestServer.value(database, "select count(*) from transactions")).isEqualTo("0");
  }

  @Test
  void theMoversAreNamedInTheAccountsToo() {
    TestServer.execute(
        database,
        "begin; set local tidemark.app_user = 'till'; insert into transactions values "
            + payment(1, "30", 1, 2)
            + "; commit");
    assertThat(
            TestServer.column(
                database,
                "select modified_by || ' ' || (change_info #>> '{changes,balance,new}')"
                    + " from accounts order by account_id"))
        .containsExactly("till 70.00", "till 130.00", "postgres 100.00");
  }
}
