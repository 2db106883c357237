package io.tidemark.decode.envelope;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain",
        "0123456789abcdef\\n",
        "é☃😀",
        "\\ud83d\\ude00",
        "\\\\ud83d",
        "\\u00e9"
      })
  void textIsAccepted(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    assertThatCode(() -> Encoding.check(bytes, 0, bytes.length)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "80",
        "c080",
        "c1bf",
        "c3",
        "c328",
        "e08080",
        "e09fbf",
        "eda080",
        "edbfbf",
        "e28c",
        "e228a1",
        "f08080af",
        "f08fbfbf",
        "f4908080",
        "f5808080",
        "f09f98",
        "ff"
      })
  void bytesThatAreNotUtf8AreRefusedWhereverTheyStand(String hex) {
    for (int before = 0; before < 20; before++) {
      byte[] bytes = HexFormat.of().parseHex("61".repeat(before) + hex + "6161");
      assertThatThrownBy(() -> Encoding.check(bytes, 0, bytes.length))
          .hasMessage("not UTF-8 at byte " + before);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\ud83d", "\\ude00", "\\ud83d\\ud83d", "\\ud83dx\\ude00", "a\\uDBFF\\n"})
  void halfASurrogatePairIsRefused(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Encoding.check(bytes, 0, bytes.length))
        .hasMessageStartingWith("half a surrogate pair at byte ");
  }

  @Test
  void anyBytesAreJudgedAsJavasOwnDecoderJudgesThem() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = new byte[random.nextInt(6)];
      random.nextBytes(bytes);
      boolean good = decodes(bytes);
      if (new String(bytes, StandardCharsets.ISO_8859_1).indexOf('\\') >= 0) {
        continue;
      }
      if (good) {
        assertThatCode(() -> Encoding.check(bytes, 0, bytes.length)).doesNotThrowAnyException();
      } else {
        assertThatThrownBy(() -> Encoding.check(bytes, 0, bytes.length))
            .hasMessageStartingWith("not UTF-8 at byte ");
      }
    }
  }

  private static boolean decodes(byte[] bytes) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
