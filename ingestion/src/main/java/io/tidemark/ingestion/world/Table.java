package io.tidemark.ingestion.world;

import java.util.List;
import java.util.stream.Collectors;

/** The four tables of the simulated world, with the columns that a writer fills, in order. */
public enum Table {
  CUSTOMERS(
      "customers",
      List.of("customer_id", "full_name", "email", "phone", "city", "country", "created_at")),
  MERCHANTS("merchants", List.of("merchant_id", "name", "category", "city", "country")),
  ACCOUNTS(
      "accounts",
      List.of("account_id", "customer_id", "merchant_id", "currency", "balance", "opened_at")),
  TRANSACTIONS(
      "transactions",
      List.of(
          "transaction_id",
          "user_id",
          "timestamp",
          "amount",
          "currency",
          "city",
          "country",
          "merchant_name",
          "payment_method",
          "ip_address",
          "voucher_code",
          "affiliate_id",
          "from_account",
          "to_account"));

  private final String tableName;

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed.
  private final List<String> columns;

  Table(String tableName, List<String> columns) {
    this.tableName = tableName;
    this.columns = columns;
  }

  /** The name within schema {@code public}. */
  public String tableName() {
    return tableName;
  }

  /** {@code public.name}, as SQL. */
  public String qualifiedName() {
    return "public." + tableName;
  }

  public List<String> columns() {
    return columns;
  }

  /** The first column, which is the primary key. */
  public String key() {
    return columns.get(0);
  }

  /** The columns as SQL, separated by commas. */
  public String columnList() {
    return columns.stream().map(c -> "\"" + c + "\"").collect(Collectors.joining(", "));
  }
}
