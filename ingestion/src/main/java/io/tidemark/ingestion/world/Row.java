package io.tidemark.ingestion.world;

import java.util.List;

/** A row that can be written to one of the tables. */
public sealed interface Row permits Customer, Merchant, Account, Payment {
  /**
   * The values in the order of the table's columns: String, UUID, BigDecimal, Instant or null. An
   * IP address is a String.
   */
  List<Object> values();

  Table table();
}
