package io.tidemark.torture.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.torture.check.AggregateCheck.Group;
import io.tidemark.torture.plan.ColumnKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChecksTest {
  private static List<Map<String, String>> rows(long seed, int count) {
    Random random = new Random(seed);
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Map<String, String> row = new HashMap<>();
      row.put("id", "" + random.nextInt(20)); // some are equal
      row.put("value", random.nextInt(5) == 0 ? null : "v" + random.nextInt(3));
      rows.add(row);
    }
    return rows;
  }

  @Property(tries = 200)
  void aLostARepeatedAndAWrongRowAreFoundAndNothingElse(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int count) {
    List<Map<String, String>> right = rows(seed, count);
    assertThat(RowsCheck.compare("t", right, rows(seed, count))).isEmpty();
    int at = new Random(seed).nextInt(count);
    List<Map<String, String>> lost = rows(seed, count);
    lost.remove(at);
    assertThat(RowsCheck.compare("t", right, lost)).singleElement().asString().contains("lacks");
    List<Map<String, String>> repeated = rows(seed, count);
    repeated.add(right.get(at));
    assertThat(RowsCheck.compare("t", right, repeated))
        .singleElement()
        .asString()
        .contains("holds");
    List<Map<String, String>> wrong = rows(seed, count);
    wrong.get(at).merge("value", "1", String::concat);
    assertThat(RowsCheck.compare("t", right, wrong)).hasSize(2);
  }

  @Test
  void aRowThatLacksAColumnDiffersFromOneThatHoldsNull() {
    Map<String, String> withNull = new HashMap<>(Map.of("id", "1"));
    withNull.put("value", null);
    assertThat(RowsCheck.compare("t", List.of(withNull), List.of(Map.of("id", "1")))).hasSize(2);
  }

  @Test
  void aLedgerThatDoesNotAddUpIsFound() {
    Map<String, Object> row =
        Map.of(
            "consumed",
            10L,
            "changes",
            5L,
            "duplicates",
            2L,
            "control",
            2L,
            "excluded",
            1L,
            "quarantined",
            0L);
    assertThat(AccountingCheck.check(List.of(row), 10, 5)).isEmpty();
    assertThat(AccountingCheck.check(List.of(row), 11, 5))
        .singleElement()
        .asString()
        .contains("11");
    assertThat(AccountingCheck.check(List.of(row), 10, 4)).hasSize(1);
    Map<String, Object> wrong = new HashMap<>(row);
    wrong.put("control", 1L);
    assertThat(AccountingCheck.check(List.of(wrong), 10, 5))
        .singleElement()
        .asString()
        .contains("accounts for 9");
  }

  @Test
  void anAggregateThatIsOffByOneIsFound() {
    Group right = group("1", 3, "10.00", "3.3333333333333333");
    assertThat(AggregateCheck.compare(List.of(right), List.of(group("1", 3, "10.00", "3.333333"))))
        .isEmpty();
    for (Group wrong :
        List.of(
            group("1", 4, "10.00", "3.333333"),
            group("1", 3, "10.01", "3.333333"),
            group("1", 3, "10.00", "3.333334"),
            group("2", 3, "10.00", "3.333333"))) {
      assertThat(AggregateCheck.compare(List.of(right), List.of(wrong))).isNotEmpty();
    }
    assertThat(AggregateCheck.compare(List.of(right), List.of())).hasSize(1);
    assertThat(AggregateCheck.compare(List.of(right), List.of(right, right))).hasSize(1);
  }

  private static Group group(String name, long count, String sum, String mean) {
    return new Group(name, count, count, new BigDecimal(sum), new BigDecimal(mean));
  }

  @Test
  void theSameValueHasOneTextFromAllSides() {
    assertThat(Canonical.ofPostgres(ColumnKind.DOUBLE, "-0"))
        .isEqualTo(Canonical.ofLake(ColumnKind.DOUBLE, -0.0, null))
        .isEqualTo(Canonical.ofJson(ColumnKind.DOUBLE, "-0.0"))
        .isNotEqualTo(Canonical.ofLake(ColumnKind.DOUBLE, 0.0, null));
    assertThat(Canonical.ofPostgres(ColumnKind.TIMESTAMPTZ, "2026-01-02 03:04:05.5+00"))
        .isEqualTo(Canonical.ofLake(ColumnKind.TIMESTAMPTZ, 1767323045500000L, null))
        .isEqualTo(Canonical.ofJson(ColumnKind.TIMESTAMPTZ, "2026-01-02T03:04:05.500Z"));
    assertThat(Canonical.ofPostgres(ColumnKind.TIMESTAMPTZ, "infinity"))
        .isEqualTo(Canonical.ofLake(ColumnKind.TIMESTAMPTZ, null, "infinity"));
    assertThat(Canonical.ofPostgres(ColumnKind.NUMERIC, "1.50"))
        .isEqualTo(Canonical.ofLake(ColumnKind.NUMERIC, new BigDecimal("1.50"), null))
        .isEqualTo(Canonical.ofJson(ColumnKind.NUMERIC, "1.50"));
    assertThat(Canonical.ofPostgres(ColumnKind.BYTEA, "\\x00ff"))
        .isEqualTo(Canonical.ofLake(ColumnKind.BYTEA, new byte[] {0, (byte) 0xff}, null))
        .isEqualTo(Canonical.ofJson(ColumnKind.BYTEA, "AP8="));
    assertThat(Canonical.ofPostgres(ColumnKind.TEXT, "")).isNotNull();
    assertThat(Canonical.ofPostgres(ColumnKind.TEXT, null)).isNull();
  }
}
