package io.tidemark.bench.profile;

/**
 * The largest heap of a JVM, MiB.
 *
 * @param peak with what a collection would have removed
 * @param live right after a collection
 */
public record HeapUse(long peak, long live) {}
