package io.tidemark.decode.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArrayTextTest {
  static Stream<Arguments> arrays() {
    return Stream.of(
        Arguments.of("{}", List.of()),
        Arguments.of("{1,2}", List.of("1", "2")),
        Arguments.of("{NULL,\"NULL\",null}", Arrays.asList(null, "NULL", "null")),
        Arguments.of("{\"\"}", List.of("")),
        Arguments.of("{\"\",\"\"}", List.of("", "")),
        Arguments.of("{\"a,b\",\"{c}\",\" d \"}", List.of("a,b", "{c}", " d ")),
        Arguments.of("{\"a\\\"b\",\"c\\\\d\"}", List.of("a\"b", "c\\d")),
        Arguments.of("{{1,2},{3,NULL}}", List.of("{1,2}", "{3,NULL}")),
        Arguments.of("{{\"a}b\",\"c\\\"}\"},{d,e}}", List.of("{\"a}b\",\"c\\\"}\"}", "{d,e}")),
        Arguments.of("{{{1}},{{2}}}", List.of("{{1}}", "{{2}}")));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void elementsAreReadAsPostgresWritesThem(String text, List<String> elements) {
    assertThat(ArrayText.elements(text)).isEqualTo(elements);
  }

  @Test
  void innerArraysCanBeReadInTheirTurn() {
    String inner = ArrayText.elements("{{\"a}b\",\"c\\\"\",NULL}}").get(0);
    assertThat(ArrayText.elements(inner)).containsExactly("a}b", "c\"", null);
  }

  @Test
  void boundsOfItsOwnAreRefused() {
    assertThatThrownBy(() -> ArrayText.elements("[0:1]={1,2}"))
        .isInstanceOf(NumberFormatException.class)
        .hasMessage("an array with bounds of its own");
  }
}
