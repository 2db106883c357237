package io.tidemark.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real events with one byte changed, lost or added. Such a message is refused, or it differs from
 * the original in the one value that was hit: never an exception, never a column gone.
 */
class MutationTest {
  private static final long SEED = 20_260_301;
  private static final int MUTATIONS = 1_000;

  @ParameterizedTest
  @ValueSource(strings = {"086", "096", "097", "258", "666", "677", "684", "691", "702", "718"})
  void aMutatedEventIsRefusedOrDiffersInOneValue(String number) {
    Recording original = Recording.of(number);
    ChangeEvent expected = (ChangeEvent) original.decodedBy(decoder());
    Random random = new Random(SEED);
    Decoder decoder = decoder();
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      boolean inKey = random.nextInt(10) == 0;
      byte[] mutated = mutated(inKey ? original.key() : original.value(), random);
      Recording message = inKey ? original.withKey(mutated) : original.withValue(mutated);

      Decoded decoded = message.decodedBy(decoder);

      if (decoded instanceof Refusal refusal) {
        refused++;
        assertThat(refusal.reason()).doesNotContain("internal error").isNotBlank();
      } else {
        ChangeEvent event = (ChangeEvent) decoded;
        assertThat(differences(expected, event))
            .describedAs("seed %d, mutation %d of %s", SEED, i, original.name())
            .hasSizeLessThanOrEqualTo(1);
      }
    }
    assertThat(refused).isBetween(MUTATIONS / 2, MUTATIONS);
    assertThat(differences(expected, (ChangeEvent) original.decodedBy(decoder))).isEmpty();
  }

  private static Decoder decoder() {
    return new Decoder(DecoderSettings.of(EventText.PLACEHOLDER));
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    byte[] copy = bytes.clone();
    switch (random.nextInt(4)) {
      case 0 -> copy[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> copy[at] = (byte) random.nextInt(256);
      case 2 -> {
        System.arraycopy(bytes, at + 1, copy, at, bytes.length - at - 1);
        copy = Arrays.copyOf(copy, bytes.length - 1);
      }
      default -> {
        copy = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, copy, at + 1, bytes.length - at);
        copy[at] = (byte) (' ' + random.nextInt(95));
      }
    }
    return copy;
  }

  /** Names of what differs; a column that is gone shows as a difference of the schema. */
  private static List<String> differences(ChangeEvent expected, ChangeEvent event) {
    List<String> names = new ArrayList<>();
    Map<String, Object[]> parts =
        Map.of(
            "table", new Object[] {expected.table(), event.table()},
            "op", new Object[] {expected.op(), event.op()},
            "schema", new Object[] {expected.schema(), event.schema()},
            "otherKey", new Object[] {expected.otherKey(), event.otherKey()},
            "commitMicros", new Object[] {expected.commitMicros(), event.commitMicros()},
            "commitLsn",
                new Object[] {expected.position().commitLsn(), event.position().commitLsn()},
            "lsn", new Object[] {expected.position().lsn(), event.position().lsn()});
    parts.forEach(
        (name, values) -> {
          if (!Objects.equals(values[0], values[1])) {
            names.add(name);
          }
        });
    if (!Objects.equals(expected.txId(), event.txId())) {
      names.add("txId");
    }
    compare("before", expected.before(), event.before(), names);
    compare("after", expected.after(), event.after(), names);
    assertThat(event.schema()).isEqualTo(expected.schema());
    return names;
  }

  private static void compare(String name, Image expected, Image image, List<String> differences) {
    if (expected == null || image == null) {
      if (expected != null || image != null) {
        differences.add(name);
      }
      return;
    }
    for (int i = 0; i < expected.values().size(); i++) {
      if (!Objects.deepEquals(asArray(expected.value(i)), asArray(image.value(i)))) {
        differences.add(name + " " + i);
      }
    }
  }

  private static Object asArray(Object value) {
    return value instanceof List<?> list ? list.toArray() : value;
  }
}
