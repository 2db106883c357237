package io.tidemark.transaction;

import java.util.HashSet;
import java.util.Set;

/**
 * The transactions that a snapshot sees (PostgreSQL, "pg_snapshot Components").
 *
 * @param least every transaction below it is over
 * @param next the first that had not begun
 * @param running those between that were not over
 */
public record VisibleTransactions(long least, long next, Set<Long> running) {
  /** A transaction id without its epoch has this many values. */
  private static final long EPOCH = 1L << 32;

  public VisibleTransactions {
    running = Set.copyOf(running);
  }

  /** From the text of {@code pg_current_snapshot()}: {@code 10:20:10,14,15}. */
  public static VisibleTransactions parse(String snapshot) {
    String[] parts = snapshot.split(":", -1);
    Set<Long> running = new HashSet<>();
    for (String id : parts[2].split(",", -1)) {
      if (!id.isEmpty()) {
        running.add(Long.valueOf(id));
      }
    }
    return new VisibleTransactions(Long.parseLong(parts[0]), Long.parseLong(parts[1]), running);
  }

  /**
   * Whether the snapshot sees a transaction that was committed, before it or after.
   *
   * @param id 32 bit, as change events have it: of all with these bits the one nearest to the
   *     snapshot
   */
  public boolean see(long id) {
    long whole = next - next % EPOCH + id;
    if (whole - next > EPOCH / 2) {
      whole -= EPOCH;
    } else if (next - whole > EPOCH / 2) {
      whole += EPOCH;
    }
    return whole < least || (whole < next && !running.contains(whole));
  }
}
