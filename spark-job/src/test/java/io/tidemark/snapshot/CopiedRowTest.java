package io.tidemark.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CopiedRowTest {
  @Test
  void columnsAreTextsAndNulls() {
    assertThat(read("1\tä☃😀\t\\N\t\n", 4)).containsExactly("1", "ä☃😀", null, "");
  }

  @Test
  void whatIsEscapedIsMeantItself() {
    assertThat(read("a\\tb\\nc\\\\d\\r\\b\\f\\v\t\\\\N\t\\\\x00ff\n", 3))
        .containsExactly("a\tb\nc\\d\r\b\f\u000b", "\\N", "\\x00ff");
  }

  @Test
  void aTableWithOneColumnMayHaveAnEmptyText() {
    assertThat(read("\n", 1)).containsExactly("");
  }

  @Test
  void anotherNumberOfColumnsIsABug() {
    assertThatThrownBy(() -> read("1\t2\n", 3)).hasMessageContaining("2 columns where 3");
    assertThatThrownBy(() -> read("1", 1)).hasMessageContaining("0 columns where 1");
  }

  private static String[] read(String line, int columns) {
    String[] texts = new String[columns];
    CopiedRow.read(line.getBytes(StandardCharsets.UTF_8), texts);
    return texts;
  }
}
