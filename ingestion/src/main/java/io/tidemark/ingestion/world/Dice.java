package io.tidemark.ingestion.world;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A stream of random numbers that is the same on every machine and in every release of Java.
 *
 * <p>The generator is SplitMix64. {@link java.util.SplittableRandom} uses it too, but does not
 * promise to go on doing so. Not safe for use by several threads.
 */
public final class Dice {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  private Dice(long state) {
    this.state = state;
  }

  /** A stream of its own for each list of words; equal lists give equal streams. */
  public static Dice of(long... words) {
    long state = 0;
    for (long word : words) {
      state = mix(state + GOLDEN_GAMMA + mix(word + GOLDEN_GAMMA));
    }
    return new Dice(state);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** 64 random bits. */
  public long bits() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1). */
  public double unit() {
    return (bits() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [0, bound). */
  public int below(int bound) {
    if (bound <= 0) {
      throw new IllegalStateException("bound must be positive, not " + bound);
    }
    return (int) (((bits() >>> 32) * bound) >>> 32);
  }

  /** True with the given probability. */
  public boolean chance(double probability) {
    return unit() < probability;
  }

  /**
   * A rank in [0, count), the low ones hot: rank r comes with a probability near to 1/(r + 1), the
   * law of Zipf with exponent 1.
   */
  public int hotRank(int count) {
    // StrictMath, because Math.exp may differ in its last bit from one processor to another.
    double rank = StrictMath.exp(unit() * StrictMath.log(count + 1.0)) - 1.0;
    return Math.min((int) rank, count - 1);
  }

  /** One of the list, each as likely as the other. */
  public <T> T oneOf(List<T> list) {
    return list.get(below(list.size()));
  }

  /** One of the list, the first ones hot. */
  public <T> T hotOneOf(List<T> list) {
    return list.get(hotRank(list.size()));
  }

  /** Roughly normal, mean 0 and deviation 1, within ±3.5. */
  public double bell() {
    double sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += unit();
    }
    return Math.max(-3.5, Math.min(3.5, sum - 6.0));
  }

  /** A random (version 4) uuid. */
  public UUID uuid() {
    long high = (bits() & ~0xF000L) | 0x4000L;
    long low = (bits() >>> 2) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /**
   * A time-ordered (version 7) uuid, so that rows in the order of time sit together in an index.
   */
  public UUID uuidAt(Instant time) {
    long high = (time.toEpochMilli() << 16) | 0x7000L | (bits() & 0xFFFL);
    long low = (bits() >>> 2) | 0x8000000000000000L;
    return new UUID(high, low);
  }

  /** An amount of money with two decimals, from cents. */
  static BigDecimal money(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }
}
