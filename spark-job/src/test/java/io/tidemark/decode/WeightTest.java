package io.tidemark.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightTest {
  private static final KafkaPosition AT = new KafkaPosition("t", 0, 0, 0);
  private static final String TEXT = "x".repeat(100_000);
  private static final long SLACK = 2_000;

  @Test
  void aMessageWeighsWhatItsValuesWeigh() {
    assertThat(weight(Image.of(7, TEXT), null)).isBetween(100_000L, 100_000 + SLACK);
    assertThat(weight(Image.of(7, TEXT), Image.of(7, TEXT))).isBetween(200_000L, 200_000 + SLACK);
    assertThat(weight(Image.of(7, new byte[50_000]), null)).isBetween(50_000L, 50_000 + SLACK);
    assertThat(weight(Image.of(7, List.of(TEXT, List.of(TEXT))), null))
        .isBetween(200_000L, 200_000 + SLACK);
    assertThat(weight(Image.of(7, Map.of("a", TEXT)), null)).isBetween(100_000L, 100_000 + SLACK);
    assertThat(weight(new Image(List.of(7), Map.of("big", TEXT)), null))
        .isBetween(100_000L, 100_000 + SLACK);
  }

  @Test
  void aSmallMessageWeighsItsObjects() {
    Image row = Image.of(1, "new", new BigDecimal("12.50"), null, true, Unavailable.VALUE);

    assertThat(weight(null, row)).isBetween(300L, SLACK);
  }

  @Test
  void whatIsNoChangeWeighsItsBytes() {
    assertThat(Weight.of(new Refusal(AT, "?", null, new byte[9_000]))).isBetween(9_000L, 11_000L);
    assertThat(Weight.of(new TransactionEnd(AT, 1, 2, 3))).isBetween(100L, SLACK);
    LogicalMessage message = new LogicalMessage("p", new byte[9_000]);
    ChangeEvent event =
        new ChangeEvent(
            AT,
            null,
            Operation.MESSAGE,
            null,
            null,
            null,
            null,
            new SourcePosition(1, 2),
            0,
            null,
            false,
            null,
            message);
    assertThat(Weight.of(event)).isBetween(9_000L, 11_000L);
  }

  private static long weight(Image before, Image after) {
    return Weight.of(
        new ChangeEvent(
            AT,
            new TableId("public", "t"),
            Operation.UPDATE,
            null,
            List.of(7),
            before,
            after,
            new SourcePosition(1, 2),
            0,
            null,
            false,
            null,
            null));
  }
}
