package io.tidemark.decode;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A place in the order of one connector's changes: the LSN of the last commit before it, and the
 * event's own LSN. LSNs are unsigned 64 bit. Rows of one COPY share a position; per key, event LSN
 * order alone is right.
 *
 * @param commitLsn LSN of the last completed commit, 0 in a snapshot, which has none
 * @param lsn the event's LSN; of an incremental snapshot's rows, which have none, the LSN reached
 */
public record SourcePosition(long commitLsn, long lsn)
    implements Serializable, Comparable<SourcePosition> {
  private static final Comparator<SourcePosition> ORDER =
      Comparator.comparing(SourcePosition::commitLsn, Long::compareUnsigned)
          .thenComparing(SourcePosition::lsn, Long::compareUnsigned);

  @Override
  public int compareTo(SourcePosition other) {
    return ORDER.compare(this, other);
  }
}
