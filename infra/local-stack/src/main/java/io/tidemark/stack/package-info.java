/**
 * The local stack: real PostgreSQL, Kafka and Kafka Connect with Debezium, each a process of its
 * own on loopback. Commands come in here; what they work on is in the packages below, in the order
 * home, process, service, connector.
 */
package io.tidemark.stack;
