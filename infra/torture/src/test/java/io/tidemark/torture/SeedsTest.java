package io.tidemark.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class SeedsTest {
  @Test
  void aNumberARangeAndAListAreSeeds() {
    assertThat(seeds("7").all()).containsExactly(7L);
    assertThat(seeds("1..4").all()).containsExactly(1L, 2L, 3L, 4L);
    assertThat(seeds("1..3,7, 2").all()).containsExactly(1L, 2L, 3L, 7L);
    assertThat(seeds("-1..1").all()).containsExactly(-1L, 0L, 1L);
  }

  @Test
  void whatIsNoneIsRefusedWithTheReason() {
    assertThatThrownBy(() -> seeds("x"))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'x' is no seed, such as 7, 1..30 or 1..3,7");
    assertThatThrownBy(() -> seeds("1..")).hasMessageContaining("is no seed");
    assertThatThrownBy(() -> seeds("9..1")).hasMessageContaining("the lower first");
    assertThatThrownBy(() -> seeds("1..99999999")).hasMessageContaining("at most 10000 seeds");
  }

  private static Seeds seeds(String text) {
    return new Seeds.Converter().convert(text);
  }
}
