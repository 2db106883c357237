package io.tidemark.config;

/**
 * The Kafka Connect worker, for the doctor.
 *
 * @param url its REST address
 * @param connector name of the Debezium connector
 */
public record ConnectConfig(String url, String connector) {}
