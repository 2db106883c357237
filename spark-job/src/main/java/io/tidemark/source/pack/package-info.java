/**
 * Decoded messages as bytes, on their way from the task that read them to the driver: what many of
 * them share, such as a table's schema, travels once. Comes in: messages. Goes out: equal ones.
 */
package io.tidemark.source.pack;
