package io.tidemark.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImagesTest {
  @Test
  void aNumberStaysTheTextThatItIs() {
    Map<String, Object> image =
        Images.parse(
            """
            {"zero":-0.0,"tail":1.500,"long":9223372036854775807,"text":"ü","yes":true,
             "none":null,"list":[1,null,-3],"empty":[]}
            """);
    assertThat(image)
        .containsEntry("zero", "-0.0")
        .containsEntry("tail", "1.500")
        .containsEntry("long", "9223372036854775807")
        .containsEntry("text", "ü")
        .containsEntry("yes", "true")
        .containsEntry("none", null)
        .containsEntry("list", Arrays.asList("1", null, "-3"));
    assertThat(image.keySet())
        .containsExactly("zero", "tail", "long", "text", "yes", "none", "list", "empty");
  }
}
