/**
 * Every message that could not be applied, with its bytes, its place in Kafka and the reason:
 * {@code <lake>/quarantine}. Nothing is lost.
 */
package io.tidemark.quarantine;
