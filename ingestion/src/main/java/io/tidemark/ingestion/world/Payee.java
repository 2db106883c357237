package io.tidemark.ingestion.world;

import java.util.UUID;

/** A merchant's account, with what a payment repeats of the merchant. */
public record Payee(
    UUID merchantId, UUID accountId, String currency, String name, String city, String country) {}
