package io.tidemark.bench.topic;

import io.tidemark.bench.contract.Order;
import java.util.List;

/** Numbers transactions and their changes as one PostgreSQL server would: LSNs, ids, times. */
final class Wal {
  private static final long FIRST_LSN = 0x1_8000_0000L;
  private static final long FIRST_TX_ID = 1_000;

  /** Bytes of WAL that a change takes, more or less. */
  private static final long CHANGE_BYTES = 320;

  private static final long COMMIT_BYTES = 48;

  private final OrderMaker maker;
  private long change;
  private long transaction;
  private long lsn = FIRST_LSN;
  private long commit = FIRST_LSN;

  Wal(OrderMaker maker) {
    this.maker = maker;
  }

  /** The number of the transaction that is open, from 0. */
  long transaction() {
    return transaction;
  }

  /** The number of the next change, from 0. */
  long change() {
    return change;
  }

  /** When the open transaction will have been committed, microseconds since the epoch. */
  long commitMicros() {
    return maker.commitMicros(transaction);
  }

  /** The next change of the open transaction. */
  OrderChange append(char operation, Order order) {
    OrderChange appended = new OrderChange(operation, order, lsn);
    lsn += CHANGE_BYTES + 8 * maker.below(10, 21, change++);
    return appended;
  }

  /** Commit what was appended since the last commit. */
  OrderTransaction commit(List<OrderChange> changes) {
    long before = commit;
    long micros = commitMicros();
    commit = lsn;
    lsn += COMMIT_BYTES;
    return new OrderTransaction(FIRST_TX_ID + transaction++, before, commit, micros, changes);
  }
}
