package io.tidemark.decode.envelope;

/**
 * What the envelope's {@code source} says.
 *
 * @param schema and {@code table}: the source table's names; empty for a logical message
 * @param commitLsn and {@code lsn}: see {@link io.tidemark.decode.SourcePosition}
 * @param commitMicros microseconds since the epoch, the source database's clock
 * @param txId null outside a transaction
 * @param lastOfSnapshot whether the snapshot of the table, or all of it, ends with this row
 */
public record Source(
    String schema,
    String table,
    long commitLsn,
    long lsn,
    long commitMicros,
    Long txId,
    boolean lastOfSnapshot) {}
