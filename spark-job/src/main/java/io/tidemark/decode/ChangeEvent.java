package io.tidemark.decode;

import java.util.List;

/**
 * One change of one table, or a logical message.
 *
 * @param table the source table; null for MESSAGE
 * @param schema shape of {@code before} and {@code after}; null for TRUNCATE and MESSAGE
 * @param key values of the schema's key columns in key order; of the <em>old</em> key for the
 *     DELETE of a key change; null for a table without primary key, TRUNCATE and MESSAGE
 * @param before null where the source sends none. With REPLICA IDENTITY DEFAULT a DELETE's has only
 *     its key columns right
 * @param after null for DELETE, TRUNCATE and MESSAGE
 * @param commitMicros commit time in microseconds since the epoch, the source database's clock
 *     ({@code source.ts_us}); of a READ the time of the snapshot
 * @param txId PostgreSQL's 32-bit transaction id; null for incremental snapshots and messages
 *     outside a transaction. Never an order
 * @param keyChange whether this is the DELETE or the CREATE of a changed key
 * @param otherKey for a key change: the new key on its DELETE, the old key on its CREATE; else null
 * @param message prefix and content of a MESSAGE; else null
 * @param lastOfSnapshot whether it is the READ that ends the snapshot of its table
 */
public record ChangeEvent(
    KafkaPosition at,
    TableId table,
    Operation op,
    RowSchema schema,
    List<Object> key,
    Image before,
    Image after,
    SourcePosition position,
    long commitMicros,
    Long txId,
    boolean keyChange,
    List<Object> otherKey,
    LogicalMessage message,
    boolean lastOfSnapshot)
    implements Decoded {
  /** A change that does not end a snapshot. */
  public ChangeEvent(
      KafkaPosition at,
      TableId table,
      Operation op,
      RowSchema schema,
      List<Object> key,
      Image before,
      Image after,
      SourcePosition position,
      long commitMicros,
      Long txId,
      boolean keyChange,
      List<Object> otherKey,
      LogicalMessage message) {
    this(
        at,
        table,
        op,
        schema,
        key,
        before,
        after,
        position,
        commitMicros,
        txId,
        keyChange,
        otherKey,
        message,
        false);
  }

  /**
   * Whether the end of its transaction counts it, see {@link TransactionEnd}: so do those of all
   * changes but rows of snapshots and messages outside a transaction, if the connector sends
   * transaction metadata.
   */
  public boolean counted() {
    return position.isNumbered();
  }

  /**
   * Whether it is a row of a snapshot that reads whole tables while no change is streamed: the
   * connector's initial one, or one that a signal of type {@code blocking} asked for. Incremental
   * snapshots read in no transaction of their own.
   */
  public boolean ofWholeSnapshot() {
    return op == Operation.READ && txId != null;
  }
}
