package io.tidemark.config;

import java.time.Duration;

/**
 * When a micro-batch begins and how much it takes.
 *
 * @param interval from the begin of one micro-batch to the next
 * @param maxRecords Kafka messages in one micro-batch at most
 */
public record TriggerConfig(Duration interval, long maxRecords) {}
