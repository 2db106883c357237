package io.tidemark.config;

/**
 * The Kafka Connect worker, for the doctor, for {@code repair} and to restart what failed.
 *
 * @param url its REST address
 * @param connector name of the Debezium connector
 */
public record ConnectConfig(String url, String connector) {}
