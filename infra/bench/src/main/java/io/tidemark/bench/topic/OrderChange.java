package io.tidemark.bench.topic;

import io.tidemark.bench.contract.Order;

/**
 * One change of a row.
 *
 * @param operation as Debezium spells it: {@code c}, {@code u} or {@code d}
 * @param order the row after it; of a delete the row that was there
 */
public record OrderChange(char operation, Order order, long lsn) {}
