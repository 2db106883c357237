package io.tidemark.ingestion.world;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * A payment: {@code cents} hundredths of the currency go from the payer's account to the payee's.
 * {@code voucherCode} and {@code affiliateId} may be null.
 */
public record Payment(
    UUID id,
    Payer payer,
    Payee payee,
    Instant timestamp,
    long cents,
    String paymentMethod,
    String ipAddress,
    String voucherCode,
    UUID affiliateId)
    implements Row {
  @Override
  public Table table() {
    return Table.TRANSACTIONS;
  }

  @Override
  public List<Object> values() {
    return Arrays.asList(
        id,
        payer.customerId(),
        timestamp,
        Dice.money(cents),
        payee.currency(),
        payee.city(),
        payee.country(),
        payee.name(),
        paymentMethod,
        ipAddress,
        voucherCode,
        affiliateId,
        payer.accountId(),
        payee.accountId());
  }
}
