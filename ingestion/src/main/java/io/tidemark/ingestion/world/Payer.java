package io.tidemark.ingestion.world;

import java.util.UUID;

/** A customer's account, from which payments in its currency can be made. */
public record Payer(UUID customerId, UUID accountId, String currency) {}
