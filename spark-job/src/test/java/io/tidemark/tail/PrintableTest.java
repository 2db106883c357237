package io.tidemark.tail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "plain|plain",
        "10.0.0.1|10.0.0.1",
        "Fátima|Fátima",
        "two words|\"two words\"",
        "``|\"\"",
        "NULL|\"NULL\"",
        "true|\"true\"",
        "a\"b\\c|\"a\\\"b\\\\c\"",
        "😀|\"😀\""
      })
  void aValueIsQuotedUnlessItIsAWord(String text, String shown) {
    assertThat(Printable.value(text)).isEqualTo(shown);
  }

  @Test
  void everyControlCharacterIsSpelledOut() {
    for (char c = 0; c < 0xA0; c++) {
      String shown = Printable.escaped("a" + c + "b");
      boolean control = c < ' ' || c >= 0x7f;
      assertThat(shown.chars().anyMatch(Character::isISOControl)).isFalse();
      assertThat(shown.equals("a" + c + "b")).isEqualTo(!control);
    }
    assertThat(Printable.escaped("\u202e\u2066\u200f\u2028\ufeff"))
        .isEqualTo("\\u202e\\u2066\\u200f\\u2028\\ufeff");
  }

  @Test
  void aLongValueIsCutBetweenCharacters() {
    assertThat(Printable.value("x".repeat(100))).isEqualTo('"' + "x".repeat(60) + "…\"");
    assertThat(Printable.value("x".repeat(59) + "😀😀")).isEqualTo('"' + "x".repeat(59) + "…\"");
  }
}
