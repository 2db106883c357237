/**
 * Kafka's side: which topics, from which offsets, and a micro-batch's messages decoded where they
 * are read. Comes in: a configuration and how far the lake is. Goes out: decoded messages on the
 * driver.
 */
package io.tidemark.source;
