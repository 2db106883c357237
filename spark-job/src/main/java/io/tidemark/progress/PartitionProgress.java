package io.tidemark.progress;

import io.tidemark.decode.SourcePosition;
import java.util.Set;

/**
 * How far one topic partition is held.
 *
 * @param next offset of the first message that is not held
 * @param last the furthest source position seen; null before the first change
 * @param atLast identities of the changes at that position, the first {@link #MOST_AT_LAST} of them
 */
public record PartitionProgress(long next, SourcePosition last, Set<Long> atLast) {
  /** A COPY puts hundreds of rows at one position; this many are told apart when sent again. */
  static final int MOST_AT_LAST = 64;

  public PartitionProgress {
    atLast = Set.copyOf(atLast);
  }
}
