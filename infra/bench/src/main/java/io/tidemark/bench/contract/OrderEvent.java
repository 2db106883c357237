package io.tidemark.bench.contract;

/**
 * What a change event tells of one row.
 *
 * @param id of the row
 * @param after the row as it is from then on; null if it was deleted
 */
public record OrderEvent(String id, Order after) {}
