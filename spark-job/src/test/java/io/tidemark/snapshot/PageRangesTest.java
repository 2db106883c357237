package io.tidemark.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PageRangesTest {
  @Test
  void rangesMeetAndTheLastHasNoEnd() {
    assertThat(cut(25, 10))
        .containsExactly(
            "t where ctid >= '(0,0)'::tid and ctid < '(10,0)'::tid",
            "t where ctid >= '(10,0)'::tid and ctid < '(20,0)'::tid",
            "t where ctid >= '(20,0)'::tid");
  }

  @Test
  void aFullLastRangeHasNoEndEither() {
    assertThat(cut(20, 10))
        .containsExactly(
            "t where ctid >= '(0,0)'::tid and ctid < '(10,0)'::tid",
            "t where ctid >= '(10,0)'::tid");
  }

  @Test
  void anEmptyTableIsReadTooAsRowsMayHaveCome() {
    assertThat(cut(0, 10)).containsExactly("t where ctid >= '(0,0)'::tid");
  }

  private static List<String> cut(long pages, long pagesAtOnce) {
    List<String> portions = new ArrayList<>();
    PageRanges.cut("t", pages, pagesAtOnce, portions);
    return portions;
  }
}
