/**
 * What the peers share beside the bench's contract: how a change event of {@code public.orders} is
 * read. Each of them has it as fast as a hand-written parser is, so that they differ only in what
 * they do with it.
 */
package io.tidemark.bench.peer;
