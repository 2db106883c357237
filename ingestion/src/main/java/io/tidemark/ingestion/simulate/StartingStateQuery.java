package io.tidemark.ingestion.simulate;

import io.tidemark.ingestion.database.Runs;
import io.tidemark.ingestion.simulate.StartingState.ExistingPayment;
import io.tidemark.ingestion.world.Payee;
import io.tidemark.ingestion.world.Payer;
import io.tidemark.ingestion.world.Population;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

/** Reads the state from which plans are made; equal contents of the tables give equal states. */
final class StartingStateQuery {
  private static final int MAX_PAYERS = 50_000;
  private static final int MAX_PAYEES = 5_000;
  private static final int MAX_PAYMENTS = 20_000;

  private StartingStateQuery() {}

  static StartingState read(Connection connection, Runs.Run run) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return new StartingState(
          run.number(),
          run.begins(),
          Population.of(payers(statement), payees(statement)),
          recentPayments(statement));
    }
  }

  private static List<Payer> payers(Statement statement) throws SQLException {
    List<Payer> payers = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "select customer_id, account_id, currency from public.accounts"
                + " where customer_id is not null order by account_id limit "
                + MAX_PAYERS)) {
      while (rows.next()) {
        payers.add(
            new Payer(
                rows.getObject(1, UUID.class), rows.getObject(2, UUID.class), rows.getString(3)));
      }
    }
    return payers;
  }

  private static List<Payee> payees(Statement statement) throws SQLException {
    List<Payee> payees = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery(
            "select m.merchant_id, a.account_id, a.currency, m.name, m.city, m.country"
                + " from public.accounts a join public.merchants m using (merchant_id)"
                + " order by a.account_id limit "
                + MAX_PAYEES)) {
      while (rows.next()) {
        payees.add(
            new Payee(
                rows.getObject(1, UUID.class),
                rows.getObject(2, UUID.class),
                rows.getString(3),
                rows.getString(4),
                rows.getString(5),
                rows.getString(6)));
      }
    }
    return payees;
  }

  private static List<ExistingPayment> recentPayments(Statement statement) throws SQLException {
    List<ExistingPayment> payments = new ArrayList<>();
    // The ids are in the order of time.
    try (ResultSet rows =
        statement.executeQuery(
            "select transaction_id, amount, currency from public.transactions"
                + " order by transaction_id desc limit "
                + MAX_PAYMENTS)) {
      while (rows.next()) {
        payments.add(
            new ExistingPayment(
                rows.getObject(1, UUID.class),
                rows.getBigDecimal(2).movePointRight(2).longValueExact(),
                rows.getString(3)));
      }
    }
    Collections.reverse(payments);
    return payments;
  }
}
