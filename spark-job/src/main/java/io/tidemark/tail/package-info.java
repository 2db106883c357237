/**
 * {@code tail}: changes live in the terminal, as they pass through Kafka. Comes in: messages, read
 * without a consumer group. Goes out: a line a change. The core ({@link io.tidemark.tail.Changes},
 * {@link io.tidemark.tail.RowMemory}, {@link io.tidemark.tail.Merge} and the two ways to write a
 * line) knows no Kafka.
 */
package io.tidemark.tail;
