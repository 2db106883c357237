/**
 * The recorded topic: changes from a seed, in the bytes that the connector would have written, and
 * what a table that took them all must hold.
 */
package io.tidemark.bench.topic;
