package io.tidemark.decode;

/**
 * The end of a transaction of the source, from the connector's transaction topic, where ends stand
 * in the order of commits.
 *
 * @param lsn where the transaction's commit ends in the WAL. Every change of it has a lower {@link
 *     SourcePosition#commitLsn}, every change of a later transaction one that is not lower
 * @param committedAtMs commit time in milliseconds since the epoch, the source database's clock
 * @param events how many messages of the transaction the connector sent, each of them {@link
 *     ChangeEvent#counted}
 */
public record TransactionEnd(KafkaPosition at, long lsn, long committedAtMs, long events)
    implements Decoded {}
