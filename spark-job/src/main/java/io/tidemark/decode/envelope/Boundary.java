package io.tidemark.decode.envelope;

/**
 * A message of the transaction topic.
 *
 * @param end whether it is a transaction's end, else its begin, of which nothing more is said here
 * @param lsn where the commit ends in the WAL
 * @param committedAtMs milliseconds since the epoch, the source database's clock
 * @param events how many messages of the transaction were sent
 */
public record Boundary(boolean end, long lsn, long committedAtMs, long events) {
  static final Boundary BEGIN = new Boundary(false, 0, 0, 0);
}
