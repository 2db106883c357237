/**
 * Runs inside Kafka Connect, between Debezium's task and Connect's producer: records go out as
 * Debezium made them, with another position for Connect to store. Depends on Connect's interfaces
 * only.
 */
package io.tidemark.connect;
