/**
 * The Debezium connector: its file, Kafka Connect's interface, and getting the one into the other.
 */
package io.tidemark.stack.connector;
