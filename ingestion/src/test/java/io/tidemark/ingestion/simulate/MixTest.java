package io.tidemark.ingestion.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixTest {
  @Test
  void whatIsNotNamedHasNoWeight() {
    assertThat(Mix.parse("insert=60,update=30,delete=10")).isEqualTo(new Mix(60, 30, 10));
    assertThat(Mix.parse(" Delete=1 , insert=2")).isEqualTo(new Mix(2, 0, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "insert=60,upsert=40 | \"upsert\" is none of insert, update, delete; write"
            + " insert=60,update=30,delete=10",
        "insert | \"insert\" is not of the form insert=60",
        "insert=-1 | \"insert=-1\" is not of the form insert=60",
        "insert=1=2 | \"insert=1=2\" is not of the form insert=60",
        "insert=1,insert=2 | \"insert\" is given twice",
        "insert=0,update=0 | the weights must add up to between 1 and 1000000",
        "insert=1000001 | the weights must add up to between 1 and 1000000"
      })
  void aWrongMixIsRefusedWithTheReason(String mix, String message) {
    assertThatThrownBy(() -> Mix.parse(mix))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
