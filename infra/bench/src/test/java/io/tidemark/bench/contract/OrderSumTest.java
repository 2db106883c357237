package io.tidemark.bench.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OrderSumTest {
  @Test
  void rowHasOneText() {
    assertThat(new Order("a0", 42, "new", 50, null, 1_000_000, 2_000_001).text())
        .isEqualTo("a0|42|new|0.50|\\N|1000000|2000001");
    assertThat(new Order("a0", 42, "new", 12_309, "", 0, 0).text())
        .isEqualTo("a0|42|new|123.09||0|0");
  }

  /** By Python: hashlib.sha256(text).digest(), two signed longs. */
  @Test
  void sumIsThatOfOtherProgramsToo() {
    OrderSum sum = new OrderSum();
    sum.add(new Order("a0", 42, "new", 50, null, 1_000_000, 2_000_001));
    assertThat(sum.toJson())
        .isEqualTo("{\"rows\":1,\"high\":7610953099565765973,\"low\":-4161759536657017585}");
    sum.add(new Order("b0", 1, "é", 100, "x", 3, 4));
    assertThat(sum.toJson())
        .isEqualTo("{\"rows\":2,\"high\":-153896549137482779,\"low\":-5450885647253852800}");
  }

  @Test
  void orderDoesNotMatterAndWhatIsRemovedIsGone() {
    OrderSum one = sum("a", "b");
    OrderSum other = sum("c", "b", "a");
    assertThat(other.toJson()).isNotEqualTo(one.toJson());
    other.remove(row("c"));
    assertThat(other.toJson()).isEqualTo(one.toJson());
  }

  @Test
  void sumOfPartsIsThatOfTheWhole() {
    OrderSum parts = sum("a");
    parts.addAll(sum("b", "c"));
    assertThat(parts.toJson()).isEqualTo(sum("a", "b", "c").toJson());
  }

  private static OrderSum sum(String... ids) {
    OrderSum sum = new OrderSum();
    for (String id : ids) {
      sum.add(row(id));
    }
    return sum;
  }

  private static Order row(String id) {
    return new Order(id, 1, "s", 1, "n", 1, 1);
  }
}
