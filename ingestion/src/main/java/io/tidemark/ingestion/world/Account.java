package io.tidemark.ingestion.world;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** An account with its opening balance; exactly one of {@code customerId, merchantId} is null. */
public record Account(
    UUID id, UUID customerId, UUID merchantId, String currency, long balanceCents, Instant openedAt)
    implements Row {
  @Override
  public Table table() {
    return Table.ACCOUNTS;
  }

  @Override
  public List<Object> values() {
    return Arrays.asList(id, customerId, merchantId, currency, Dice.money(balanceCents), openedAt);
  }
}
