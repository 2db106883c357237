package io.tidemark.mirror;

/**
 * Why a mirror may hold other rows than its table though no event says so.
 *
 * @param reason for people
 * @param lsn at which the cause was there: what is proven at this LSN or later is not suspected
 * @param cure how it becomes right
 */
public record Suspicion(String reason, long lsn, Cure cure) {
  /** How a stale mirror becomes right; each does what those before it do, and more. */
  public enum Cure {
    /** The job compares, and lets the connector send all rows again while changes go on. */
    REREAD,
    /** The same, with a snapshot that shows which rows are not there any more. */
    RELOAD,
    /** Somebody has to run {@code repair}. */
    REPAIR
  }

  /** Both. */
  Suspicion and(Suspicion earlier) {
    if (earlier == null) {
      return this;
    }
    return new Suspicion(
        earlier.reason.contains(reason) ? earlier.reason : earlier.reason + "; " + reason,
        Long.compareUnsigned(earlier.lsn, lsn) > 0 ? earlier.lsn : lsn,
        earlier.cure.compareTo(cure) > 0 ? earlier.cure : cure);
  }
}
