package io.tidemark.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class LengthTest {
  @ParameterizedTest
  @CsvSource({"60s, 60", "5m, 300", "1h, 3600"})
  void aNumberAndAUnit(String text, long seconds) {
    assertThat(new Length().convert(text)).hasSeconds(seconds);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "60", "0s", "-1s", "1d", "1 h", "1.5m"})
  void anythingElseIsRefusedWithTheRightForm(String text) {
    assertThatThrownBy(() -> new Length().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "' is no length of time; write it as 60s, 5m or 1h");
  }
}
