package io.tidemark.decode;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A place in the order of one connector's changes: the LSN of the last commit before it, the
 * event's own LSN, and its number in its transaction, as rows of one COPY share both LSNs. LSNs are
 * unsigned 64 bit. Per key, event LSN order alone is right.
 *
 * @param commitLsn LSN of the last completed commit, 0 in a snapshot, which has none
 * @param lsn the event's LSN; of an incremental snapshot's rows, which have none, the LSN reached
 * @param number from 1, the same whenever the connector sends the transaction; 0 outside one, in a
 *     snapshot, and where the connector sends no transaction metadata
 */
public record SourcePosition(long commitLsn, long lsn, long number)
    implements Serializable, Comparable<SourcePosition> {
  private static final Comparator<SourcePosition> ORDER =
      Comparator.comparing(SourcePosition::commitLsn, Long::compareUnsigned)
          // A message outside a transaction is sent at once, the rows after it with their commit.
          .thenComparing(SourcePosition::isNumbered)
          .thenComparing(SourcePosition::lsn, Long::compareUnsigned)
          .thenComparingLong(SourcePosition::number);

  /** A place that no other change of its transaction shares, or that has no transaction. */
  public SourcePosition(long commitLsn, long lsn) {
    this(commitLsn, lsn, 0);
  }

  /** Whether only one change can have it. */
  public boolean isNumbered() {
    return number > 0;
  }

  @Override
  public int compareTo(SourcePosition other) {
    return ORDER.compare(this, other);
  }
}
