package io.tidemark.ingestion.simulate;

import io.tidemark.ingestion.world.Table;
import java.util.stream.Collectors;

/**
 * The statements of the simulation, with {@code ?} for values.
 *
 * <p>Each has the same effect when it is executed twice, because a statement whose connection broke
 * is executed again although it may have been committed.
 */
public enum Template {
  INSERT_PAYMENT(Table.TRANSACTIONS, Operation.INSERT, insert(Table.TRANSACTIONS)),
  CORRECT_AMOUNT(Table.TRANSACTIONS, Operation.UPDATE, update(Table.TRANSACTIONS, "amount")),
  REDEEM_VOUCHER(Table.TRANSACTIONS, Operation.UPDATE, update(Table.TRANSACTIONS, "voucher_code")),
  CHANGE_METHOD(Table.TRANSACTIONS, Operation.UPDATE, update(Table.TRANSACTIONS, "payment_method")),
  DELETE_PAYMENT(Table.TRANSACTIONS, Operation.DELETE, delete(Table.TRANSACTIONS)),
  INSERT_CUSTOMER(Table.CUSTOMERS, Operation.INSERT, insert(Table.CUSTOMERS)),
  CHANGE_EMAIL(Table.CUSTOMERS, Operation.UPDATE, update(Table.CUSTOMERS, "email")),
  CHANGE_PHONE(Table.CUSTOMERS, Operation.UPDATE, update(Table.CUSTOMERS, "phone")),
  DELETE_CUSTOMER(Table.CUSTOMERS, Operation.DELETE, delete(Table.CUSTOMERS)),
  INSERT_ACCOUNT(Table.ACCOUNTS, Operation.INSERT, insert(Table.ACCOUNTS)),
  DELETE_ACCOUNT(Table.ACCOUNTS, Operation.DELETE, delete(Table.ACCOUNTS)),
  CHANGE_CATEGORY(Table.MERCHANTS, Operation.UPDATE, update(Table.MERCHANTS, "category"));

  private final Table table;
  private final Operation operation;
  private final String sql;

  Template(Table table, Operation operation, String sql) {
    this.table = table;
    this.operation = operation;
    this.sql = sql;
  }

  public Table table() {
    return table;
  }

  public Operation operation() {
    return operation;
  }

  public String sql() {
    return sql;
  }

  /** True if the statement also updates the balances of two accounts. */
  boolean movesMoney() {
    return this == INSERT_PAYMENT || this == CORRECT_AMOUNT || this == DELETE_PAYMENT;
  }

  private static String insert(Table table) {
    String values =
        table.columns().stream()
            .map(column -> column.equals("ip_address") ? "?::inet" : "?")
            .collect(Collectors.joining(", "));
    return "insert into "
        + table.qualifiedName()
        + " ("
        + table.columnList()
        + ") values ("
        + values
        + ") on conflict ("
        + table.key()
        + ") do nothing";
  }

  private static String update(Table table, String column) {
    return "update "
        + table.qualifiedName()
        + " set "
        + column
        + " = ? where "
        + table.key()
        + " = ?";
  }

  private static String delete(Table table) {
    return "delete from " + table.qualifiedName() + " where " + table.key() + " = ?";
  }
}
