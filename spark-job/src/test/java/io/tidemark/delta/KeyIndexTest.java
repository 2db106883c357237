package io.tidemark.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KeyIndexTest {
  private final KeyIndex index = new KeyIndex();

  @Property(tries = 200)
  void behavesLikeAMap(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 4000) int keys,
      @ForAll @IntRange(min = 0, max = 9) int removesInTen) {
    Random random = new Random(seed);
    KeyIndex index = new KeyIndex();
    Map<KeyHash, Long> expected = new HashMap<>();
    for (int i = 0; i < 8000; i++) {
      KeyHash key = key(random.nextInt(keys));
      if (random.nextInt(10) < removesInTen) {
        index.remove(key);
        expected.remove(key);
      } else {
        long at = KeyIndex.position(random.nextInt(100), random.nextInt(1000));
        Long before = expected.put(key, at);
        assertThat(index.put(key, at)).isEqualTo(before == null ? KeyIndex.NONE : before);
      }
      assertThat(index.size()).isEqualTo(expected.size());
    }
    for (int i = 0; i < keys; i++) {
      assertThat(index.find(key(i))).isEqualTo(expected.getOrDefault(key(i), KeyIndex.NONE));
    }
  }

  /** A seventh of them begin at one slot, so that probes are long and run over deleted slots. */
  private static KeyHash key(int number) {
    long spread = number * 0x9E37_79B9_7F4A_7C15L;
    return new KeyHash(number % 2 == 0 ? number : spread, number % 7 == 0 ? 1023 : spread);
  }

  @Test
  void keysThatShareASlotAreKeptApart() {
    index.put(new KeyHash(1, 5), 11);
    index.put(new KeyHash(2, 5), 22);
    index.put(new KeyHash(1, 5 + (1L << 40)), 33);
    index.remove(new KeyHash(1, 5));
    assertThat(index.find(new KeyHash(1, 5))).isEqualTo(KeyIndex.NONE);
    assertThat(index.find(new KeyHash(2, 5))).isEqualTo(22);
    assertThat(index.find(new KeyHash(1, 5 + (1L << 40)))).isEqualTo(33);
  }

  @Test
  void aKeyThatComesBackAfterItsRemovalIsThereOnce() {
    KeyHash key = new KeyHash(0, 0);
    for (int i = 0; i < 100_000; i++) {
      assertThat(index.put(key, i)).isEqualTo(KeyIndex.NONE);
      assertThat(index.size()).isEqualTo(1);
      index.remove(key);
      index.remove(key);
      assertThat(index.size()).isZero();
    }
    assertThat(index.find(key)).isEqualTo(KeyIndex.NONE);
  }

  @Test
  void keysThatWrapAroundTheEndAreFound() {
    for (int i = 0; i < 1000; i++) {
      assertThat(index.put(new KeyHash(i, -1), i)).isEqualTo(KeyIndex.NONE);
    }
    for (int i = 0; i < 1000; i++) {
      assertThat(index.find(new KeyHash(i, -1))).isEqualTo(i);
    }
  }

  @Test
  void positionsKeepTheirFileAndRow() {
    long last = KeyIndex.position(Integer.MAX_VALUE, Integer.MAX_VALUE);
    assertThat(KeyIndex.file(last)).isEqualTo(Integer.MAX_VALUE);
    assertThat(KeyIndex.row(last)).isEqualTo(Integer.MAX_VALUE);
    long first = KeyIndex.position(0, 0);
    index.put(new KeyHash(-1, -1), first);
    index.put(new KeyHash(-1, -2), last);
    assertThat(index.find(new KeyHash(-1, -1))).isEqualTo(first);
    assertThat(index.find(new KeyHash(-1, -2))).isEqualTo(last);
  }
}
