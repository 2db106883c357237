package io.tidemark.ingestion.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DiceTest {
  @Test
  void aSeedGivesTheSameNumbersForEver() {
    Dice dice = Dice.of(42, 1);
    assertThat(new long[] {dice.bits(), dice.bits(), dice.bits()})
        .containsExactly(2500844704676109309L, 8671564926950159376L, 5961350667311981198L);
  }

  @Test
  void theOrderOfTheWordsMatters() {
    assertThat(Dice.of(1, 2).bits()).isNotEqualTo(Dice.of(2, 1).bits());
    assertThat(Dice.of(0).bits()).isNotEqualTo(Dice.of(0, 0).bits());
  }

  @Test
  void hotRanksFollowZipf() {
    Dice dice = Dice.of(7);
    int[] counts = new int[1000];
    for (int i = 0; i < 100_000; i++) {
      counts[dice.hotRank(1000)]++;
    }
    // P(rank r) = ln((r + 2) / (r + 1)) / ln(1001)
    assertThat(counts[0]).isBetween(9_500, 10_600);
    assertThat(counts[1]).isBetween(5_500, 6_300);
    assertThat(counts[9]).isBetween(1_200, 1_560);
    assertThat(counts[999]).isLessThan(60);
  }

  @Test
  void aRankIsBelowItsCount() {
    Dice dice = Dice.of(8);
    for (int i = 0; i < 1000; i++) {
      assertThat(dice.hotRank(1)).isZero();
      assertThat(dice.hotRank(2)).isBetween(0, 1);
      assertThat(dice.below(3)).isBetween(0, 2);
    }
  }

  @Test
  void aBoundOfZeroIsABug() {
    assertThatThrownBy(() -> Dice.of(1).below(0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("bound must be positive, not 0");
  }

  @Test
  void uuidsCarryTheirVersionAndTheirTime() {
    Dice dice = Dice.of(9);
    Instant time = Instant.parse("2026-01-02T03:04:05.678Z");
    for (int i = 0; i < 1000; i++) {
      assertThat(dice.uuid().version()).isEqualTo(4);
      assertThat(dice.uuid().variant()).isEqualTo(2);
      assertThat(dice.uuidAt(time).version()).isEqualTo(7);
      assertThat(dice.uuidAt(time).variant()).isEqualTo(2);
      assertThat(dice.uuidAt(time).getMostSignificantBits() >>> 16).isEqualTo(time.toEpochMilli());
    }
  }
}
