package io.tidemark.torture.plan;

import java.util.List;
import java.util.SplittableRandom;

/** Chance from a seed. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed) {
    this(new SplittableRandom(seed));
  }

  private Dice(SplittableRandom random) {
    this.random = random;
  }

  /** One that goes its own way: what it throws does not depend on how often others are thrown. */
  Dice split() {
    return new Dice(random.split());
  }

  /** 0 to bound - 1. */
  int below(int bound) {
    return random.nextInt(bound);
  }

  /** Both ends included. */
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  boolean percent(double chance) {
    return random.nextDouble() * 100 < chance;
  }

  <T> T pick(List<T> from) {
    return from.get(below(from.size()));
  }

  /** 1 to most; a third of all throws fall on the first tenth. */
  int hot(int most) {
    double u = random.nextDouble();
    return 1 + (int) (most * Math.pow(u, 2.1));
  }

  /** In another order. */
  <T> void shuffle(List<T> list) {
    for (int i = list.size() - 1; i > 0; i--) {
      T other = list.set(below(i + 1), list.get(i));
      list.set(i, other);
    }
  }
}
