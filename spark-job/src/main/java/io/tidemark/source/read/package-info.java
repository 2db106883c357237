/**
 * Kafka's messages, read by offsets and decoded where they are read. Comes in: ranges of offsets,
 * how much of each there is room for. Goes out: each partition's messages in the order of their
 * offsets.
 */
package io.tidemark.source.read;
