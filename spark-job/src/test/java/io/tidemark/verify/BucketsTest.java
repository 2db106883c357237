package io.tidemark.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.delta.KeyHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BucketsTest {
  @Property(tries = 50)
  void theOrderOfRowsDoesNotMatter(@ForAll long seed) {
    List<List<String>> rows = rows(500);
    Buckets inOrder = buckets(rows);
    Collections.shuffle(rows, new Random(seed));
    assertThat(buckets(rows).differing(inOrder).isEmpty()).isTrue();
    assertThat(inOrder.rows()).isEqualTo(500);
  }

  @Property(tries = 50)
  void whateverIsDoneToOneRowShowsInItsBucketAlone(@ForAll long seed) {
    Random random = new Random(seed);
    List<List<String>> rows = rows(500);
    List<String> row = rows.get(random.nextInt(500));
    List<Consumer<List<List<String>>>> corruptions =
        List.of(
            copy -> copy.remove(row),
            copy -> copy.add(row),
            copy -> copy.set(copy.indexOf(row), List.of(row.get(0), row.get(1) + " ")));
    for (Consumer<List<List<String>>> corruption : corruptions) {
      List<List<String>> copy = new ArrayList<>(rows);
      corruption.accept(copy);
      assertThat(buckets(rows).differing(buckets(copy)).stream())
          .containsExactly(Buckets.of(key(row)));
    }
  }

  @Test
  void valuesThatTradePlacesBetweenRowsOrColumnsShow() {
    Buckets right = buckets(List.of(List.of("1", "a", "b"), List.of("2", "c", "d")));
    assertThat(right.differing(buckets(List.of(List.of("1", "c", "d"), List.of("2", "a", "b")))))
        .matches(b -> !b.isEmpty());
    assertThat(right.differing(buckets(List.of(List.of("1", "b", "a"), List.of("2", "c", "d")))))
        .matches(b -> !b.isEmpty());
  }

  private static List<List<String>> rows(int count) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(List.of("key " + i, "value " + i % 7));
    }
    return rows;
  }

  private static Buckets buckets(List<List<String>> rows) {
    Buckets buckets = new Buckets();
    rows.forEach(row -> buckets.add(key(row), Buckets.row(row)));
    return buckets;
  }

  private static KeyHash key(List<String> row) {
    return KeyHash.of(List.of(row.get(0)));
  }
}
