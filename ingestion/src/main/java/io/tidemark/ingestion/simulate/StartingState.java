package io.tidemark.ingestion.simulate;

import io.tidemark.ingestion.world.Population;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What the database holds when a simulation starts, as far as its plans depend on it.
 *
 * @param run the number of this run, which goes into the keys of new rows
 * @param begins the simulated time at which the first payment is made
 * @param recentPayments the newest payments, newest last
 */
public record StartingState(
    int run, Instant begins, Population population, List<ExistingPayment> recentPayments) {
  public StartingState {
    recentPayments = List.copyOf(recentPayments);
  }

  /** A payment that can be corrected or deleted. */
  public record ExistingPayment(UUID id, long cents, String currency) {}
}
