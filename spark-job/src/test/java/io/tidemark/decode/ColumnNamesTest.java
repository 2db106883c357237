package io.tidemark.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnNamesTest {
  @Test
  void namesStayAsTheyAre() {
    List<String> names = List.of("id", "a b", "é", "e\u0301", "select", "_change_type", "");
    assertThat(ColumnNames.inLake(names)).isEqualTo(names);
  }

  @Test
  void whatDeltaCouldNotTellApartGetsANumber() {
    assertThat(ColumnNames.inLake(List.of("a", "A", "_CDC", "_cdc", "B")))
        .containsExactly("a", "A_2", "_CDC_2", "_cdc_3", "B");
  }

  @Test
  void anotherColumnsNameIsNotTaken() {
    assertThat(ColumnNames.inLake(List.of("a", "A", "A_2"))).containsExactly("a", "A_3", "A_2");
  }
}
