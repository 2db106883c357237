package io.tidemark.bench.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrderSumTest {
  @Test
  void rowHasOneText() {
    assertThat(OrderSum.text("a0", 42, "new", 50, null, 1_000_000, 2_000_001))
        .isEqualTo("a0|42|new|0.50|\\N|1000000|2000001");
    assertThat(OrderSum.text("a0", 42, "new", 12_309, "", 0, 0)).isEqualTo("a0|42|new|123.09||0|0");
  }

  /** By Python: hashlib.sha256(text).digest(), two signed longs. */
  @Test
  void sumIsThatOfOtherProgramsToo() {
    OrderSum sum = new OrderSum();
    sum.add("a0", 42, "new", 50, null, 1_000_000, 2_000_001);
    assertThat(sum.toJson())
        .isEqualTo("{\"rows\":1,\"high\":7610953099565765973,\"low\":-4161759536657017585}");
    sum.add("b0", 1, "é", 100, "x", 3, 4);
    assertThat(sum.toJson())
        .isEqualTo("{\"rows\":2,\"high\":-153896549137482779,\"low\":-5450885647253852800}");
  }

  @Test
  void orderDoesNotMatterAndWhatIsRemovedIsGone() {
    OrderSum one = new OrderSum();
    one.add("a", 1, "s", 1, "n", 1, 1);
    one.add("b", 1, "s", 1, "n", 1, 1);
    OrderSum other = new OrderSum();
    other.add("c", 1, "s", 1, "n", 1, 1);
    other.add("b", 1, "s", 1, "n", 1, 1);
    other.add("a", 1, "s", 1, "n", 1, 1);
    assertThat(other.toJson()).isNotEqualTo(one.toJson());
    other.remove("c", 1, "s", 1, "n", 1, 1);
    assertThat(other.toJson()).isEqualTo(one.toJson());
  }
}
