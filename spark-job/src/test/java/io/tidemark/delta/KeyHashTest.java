package io.tidemark.delta;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyHashTest {
  @Test
  void keysThatDifferHaveOtherHashes() {
    List<List<Object>> keys = new ArrayList<>();
    keys.add(List.of());
    keys.add(Collections.singletonList(null));
    keys.add(Arrays.asList(null, null));
    keys.add(List.of(""));
    keys.add(List.of("", ""));
    keys.add(List.of("a", "b"));
    keys.add(List.of("ab", ""));
    keys.add(List.of("", "ab"));
    keys.add(List.of("a\u0000", "b"));
    keys.add(List.of("a", "\u0000b"));
    keys.add(List.of(1));
    keys.add(List.of("1"));
    keys.add(List.of(new BigDecimal("1")));
    keys.add(List.of(1.0));
    keys.add(List.of(new byte[] {1}));
    keys.add(List.of(new byte[] {'1'}));
    keys.add(List.of(List.of(1)));
    keys.add(List.of(List.of(List.of(1))));
    keys.add(List.of(List.of(1), 2));
    keys.add(List.of(List.of(1, 2)));
    keys.add(List.of(-1));
    keys.add(List.of(Long.MAX_VALUE));
    keys.add(List.of(new BigDecimal("1.1")));
    keys.add(List.of(new BigDecimal("11")));
    keys.add(List.of(new BigDecimal("-1.1")));
    keys.add(List.of(Double.NaN));
    keys.add(List.of("true"));
    Set<KeyHash> hashes = new HashSet<>();
    keys.forEach(key -> assertThat(hashes.add(KeyHash.of(key))).as("%s", key).isTrue());
  }

  @Test
  void equalValuesHaveOneHashWhateverTheirJavaType() {
    assertThat(hash(7)).isEqualTo(hash(7L)).isEqualTo(hash((short) 7));
    assertThat(hash(1.5f)).isEqualTo(hash(1.5));
    assertThat(hash(new BigDecimal("1.0")))
        .isEqualTo(hash(new BigDecimal("1.000")))
        .isEqualTo(hash(new BigDecimal("1")));
    assertThat(hash(new BigDecimal("0.00"))).isEqualTo(hash(BigDecimal.ZERO));
    assertThat(hash(new BigDecimal("1E+3"))).isEqualTo(hash(new BigDecimal("1000")));
    assertThat(hash(new byte[] {1, 2})).isEqualTo(hash(new byte[] {1, 2}));
    assertThat(KeyHash.of(List.of(Arrays.asList(1, null))))
        .isEqualTo(KeyHash.of(List.of(Arrays.asList(1L, null))));
  }

  @Test
  void manyKeysGiveAsManyHashes() {
    Set<KeyHash> hashes = new HashSet<>();
    for (long i = 0; i < 100_000; i++) {
      hashes.add(hash(i));
      hashes.add(hash(Long.toString(i)));
    }
    assertThat(hashes).hasSize(200_000);
  }

  private static KeyHash hash(Object value) {
    return KeyHash.of(List.of(value));
  }
}
