/**
 * Runs inside Kafka Connect, between Debezium's task and Connect's producer. Records come in as
 * Debezium made them and go out untouched, or not at all. Depends on Connect's interfaces only.
 */
package io.tidemark.connect;
