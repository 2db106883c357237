package io.tidemark.progress;

import io.tidemark.decode.SourcePosition;
import java.util.Set;

/**
 * How far one topic partition is held.
 *
 * @param next offset of the first message that is not held
 * @param last the furthest source position seen; null before the first change
 * @param latestMicros the latest commit time of the changes seen, in microseconds since the epoch
 *     by the source's clock; {@link Long#MAX_VALUE} where an earlier Tidemark did not note it
 * @param atLast identities of the changes at that position, the first {@link #MOST_AT_LAST} of them
 */
public record PartitionProgress(
    long next, SourcePosition last, long latestMicros, Set<Long> atLast) {
  /** A COPY puts hundreds of rows at one position; this many are told apart when sent again. */
  static final int MOST_AT_LAST = 64;

  public PartitionProgress {
    atLast = Set.copyOf(atLast);
  }

  /** One that has seen no change yet. */
  static PartitionProgress begun(long next) {
    return new PartitionProgress(next, null, Long.MIN_VALUE, Set.of());
  }

  boolean knowsLatest() {
    return latestMicros != Long.MAX_VALUE;
  }

  /** The same, held up to another offset. */
  PartitionProgress at(long offset) {
    return new PartitionProgress(offset, last, latestMicros, atLast);
  }
}
