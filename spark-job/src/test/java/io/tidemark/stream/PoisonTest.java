package io.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.error.TidemarkException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PoisonTest {
  @Property(tries = 200)
  void theShortestRunThatFailsEndsWithThePoison(
      @ForAll @IntRange(min = 1, max = 5000) int all, @ForAll @IntRange(min = 1) int place) {
    int poison = 1 + place % all;
    int[] asked = new int[1];
    int shortest =
        Poison.shortest(
            all,
            number -> {
              asked[0]++;
              return number >= poison;
            });
    assertThat(shortest).isEqualTo(poison);
    assertThat(asked[0]).isLessThan(17);
  }

  @Test
  void whatDoesNotFailAgainOrFailsWithoutAnyChangeIsNoPoison() {
    assertThat(Poison.shortest(10, number -> false)).isZero();
    assertThat(Poison.shortest(10, number -> true)).isZero();
  }

  @Test
  void whatFailsOutsideIsNotOfTheData() {
    assertThat(Poison.isOfData(new ClassCastException("no"))).isTrue();
    for (RuntimeException outside :
        List.of(
            new UncheckedIOException(new IOException("disk")),
            new IllegalStateException(new InterruptedException()),
            TidemarkException.external("a", "b", "c"),
            new IllegalStateException(new OutOfMemoryError()))) {
      assertThat(Poison.isOfData(outside)).as(outside.toString()).isFalse();
    }
  }
}
