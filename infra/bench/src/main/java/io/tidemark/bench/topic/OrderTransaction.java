package io.tidemark.bench.topic;

import java.util.List;

/**
 * Changes that were committed together.
 *
 * @param commitBefore LSN of the commit before
 * @param endLsn LSN of its own commit
 * @param commitMicros since the epoch
 */
public record OrderTransaction(
    long txId, long commitBefore, long endLsn, long commitMicros, List<OrderChange> changes) {}
