package io.tidemark.bench.topic;

/**
 * One change of a row.
 *
 * @param operation as Debezium spells it: {@code c}, {@code u} or {@code d}
 * @param order the row after it; of a delete the row that was there
 */
record OrderChange(char operation, Order order, long lsn) {}
