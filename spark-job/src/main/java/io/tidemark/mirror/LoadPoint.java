package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Operation;
import io.tidemark.transaction.VisibleTransactions;

/**
 * Where rows that were loaded from the source itself join the stream. They hold the changes of
 * exactly those transactions that the snapshot saw; an event's own LSN does not tell, as a
 * transaction that commits after the snapshot may have made its changes before it.
 *
 * @param lsn up to which the snapshot holds every committed transaction: what was written from here
 *     on it can't see
 * @param seen the transactions that it sees. Their ids count only for what was written before the
 *     LSN, so that an id that PostgreSQL gives again, billions later, is no one of them
 */
record LoadPoint(long lsn, VisibleTransactions seen) {
  /**
   * Whether the loaded rows hold a change already. A row that the connector sends of a snapshot of
   * its own is as it was at the LSN that it has.
   */
  boolean has(ChangeEvent change) {
    boolean before = Long.compareUnsigned(change.position().lsn(), lsn) < 0;
    return before
        && (change.op() == Operation.READ || change.txId() == null || seen.see(change.txId()));
  }
}
