package io.tidemark.bench.topic;

import io.tidemark.bench.contract.Order;
import java.util.UUID;

/**
 * Rows from a seed: equal numbers give equal rows, in whatever order they are asked for, so that no
 * row has to be remembered. The generator is SplitMix64's.
 */
final class OrderMaker {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long FIRST_COMMIT_MICROS = 1_767_225_600_000_000L; // 2026-01-01
  private static final long BETWEEN_COMMITS_MICROS = 4_001;
  private static final long CUSTOMERS = 200_000;
  private static final long MOST_CENTS = 500_000;
  private static final int LEAST_NOTE = 100;
  private static final int MORE_NOTE = 200;

  /** One row in twenty has no note. */
  private static final long NO_NOTE = 20;

  private static final String[] STATES = {
    "new", "paid", "packed", "shipped", "delivered", "returned", "refunded", "on hold"
  };
  private static final String[] WORDS =
      ("please leave the parcel with our neighbour at number if nobody answers door call before"
              + " delivery and ring twice gift wrapped in blue paper for birthday of my sister"
              + " invoice goes to office not home address second floor left entrance behind the"
              + " courtyard customer asked to change colour from red green size large medium small"
              + " promised refund after return within fourteen days express Monday Tuesday"
              + " Wednesday Thursday Friday fragile glass handle with care \"keep upright\""
              + " café Zürich Malmö voucher applied discount loyal partial shipment backorder")
          .split(" ");

  private final long seed;

  OrderMaker(long seed) {
    this.seed = seed;
  }

  /** When a transaction was committed, counted from 0. */
  long commitMicros(long transaction) {
    return FIRST_COMMIT_MICROS
        + transaction * BETWEEN_COMMITS_MICROS
        + below(BETWEEN_COMMITS_MICROS, 1, transaction);
  }

  /** Uniform in [0, bound), of a kind and a number. */
  long below(long bound, long kind, long number) {
    return Long.remainderUnsigned(bits(kind, number), bound);
  }

  /** A row's values: its key and customer never change, the others are its version's. */
  Order order(LiveOrder row) {
    long number = row.number();
    long version = row.version();
    UUID id =
        new UUID(
            (bits(2, number) & ~0xF000L) | 0x4000L, (bits(3, number) >>> 2) | 0x8000000000000000L);
    return new Order(
        id.toString(),
        1 + below(CUSTOMERS, 4, number),
        STATES[(int) below(STATES.length, 5, version)],
        below(MOST_CENTS, 6, version),
        note(version),
        row.createdMicros(),
        row.updatedMicros());
  }

  private String note(long version) {
    if (below(NO_NOTE, 7, version) == 0) {
      return null;
    }
    long length = LEAST_NOTE + below(MORE_NOTE, 8, version);
    StringBuilder note = new StringBuilder().append(below(1_000_000, 9, version));
    for (long i = 0; note.length() < length; i++) {
      note.append(' ').append(WORDS[(int) below(WORDS.length, 10, version * 64 + i)]);
    }
    return note.toString();
  }

  private long bits(long kind, long number) {
    return mix(mix(seed + kind * GOLDEN_GAMMA) + number * GOLDEN_GAMMA);
  }

  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
