/**
 * Grouped queries that are kept up to date from signed rows: a row that goes is taken off its
 * group, one that comes is put on. Comes in: a mirror's change. Goes out: one commit to {@code
 * <lake>/aggregate/<name>}.
 */
package io.tidemark.aggregate;
