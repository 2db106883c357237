package io.tidemark.ingestion.seed;

import java.time.Duration;

/** How many rows of each kind belong to a number of payments. */
public record SeedSize(long transactions, int customers, int merchants) {
  public static SeedSize of(long transactions) {
    if (transactions < 1) {
      throw new IllegalArgumentException("at least 1 row must be asked for, not " + transactions);
    }
    return new SeedSize(
        transactions,
        (int) Math.max(50, Math.min(100_000, transactions / 100)),
        (int) Math.max(25, Math.min(2_000, transactions / 1_000)));
  }

  public int accounts() {
    return customers + merchants;
  }

  public long allRows() {
    return transactions + customers + merchants + accounts();
  }

  /** The simulated time that the payments take: one each second. */
  public Duration span() {
    return Duration.ofSeconds(transactions);
  }
}
