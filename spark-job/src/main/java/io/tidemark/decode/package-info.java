/**
 * Turns Kafka messages into change events, control messages or refusals. Comes in: a message's
 * bytes. Goes out: {@link io.tidemark.decode.Decoded}. Pure; depends on Jackson only.
 */
package io.tidemark.decode;
