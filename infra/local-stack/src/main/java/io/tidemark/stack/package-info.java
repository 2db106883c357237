/**
 * The local stack: real PostgreSQL, Kafka and Kafka Connect with Debezium, each a process of its
 * own on loopback. The packages, from the ground up: report, home, process, connector, service,
 * command, demo.
 */
package io.tidemark.stack;
