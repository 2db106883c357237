package io.tidemark.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.TableId;
import io.tidemark.doctor.Finding.Level;
import io.tidemark.doctor.PostgresFacts.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names are those that Debezium 3.7.0 was seen to take, or not. */
class NameChecksTest {
  @ParameterizedTest
  @ValueSource(strings = {"q\"q", "a.\"b", "a\".b", "a\"\"b", "'x'", "`x`", "a'b`c.d e", " x "})
  void whatDebeziumTakesIsGood(String name) {
    assertThat(found(Map.of(), table("public", name), table(name, "t"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x", "x\"", "\"x\"", "a.b\"", "\"a\".\"b\"", "with \"quotes\""})
  void aDoubleQuoteAtAnEndFailsInTablesAndSchemas(String name) {
    assertThat(found(Map.of(), table("public", name), table(name, "t"), table("public", "t")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.level()).isEqualTo(Level.FAIL);
              assertThat(finding.subjects()).containsExactly("public." + name, name + ".t");
              assertThat(finding.why())
                  .contains("the connector stops, or the changes are not sent");
              assertThat(finding.mend()).contains("ALTER TABLE ... RENAME", "table.exclude.list");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"it''s", "b``k"})
  void quotesThatDebeziumTakesForOneAreWarnedOf(String name) {
    assertThat(found(Map.of(), table("public", name), table(name, "t")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.level()).isEqualTo(Level.WARN);
              assertThat(finding.subjects()).containsExactly("public." + name, name + ".t");
            });
  }

  @Test
  void columnsThatDifferByCaseOnlyFailWhateverTheirLetters() {
    Table table = table("public", "t", "id", "name", "É", "n", "Name", "é", "n2");
    assertThat(found(Map.of(), table))
        .extracting(Finding::what)
        .containsExactly(
            "1 table is with columns whose names differ by case only: public.t (name, Name, É, é)");
  }

  @Test
  void tablesWhoseTopicsDifferByDotsAndUnderscoresOnlyFail() {
    assertThat(
            found(
                Map.of(),
                table("sales", "eu_orders"),
                table("sales_eu", "orders"),
                table("sales", "eu orders"),
                table("sales", "EU_orders"),
                table("same topic", "t"),
                table("same-topic", "t"),
                table("same+topic", "t")))
        .extracting(Finding::what)
        .containsExactly(
            "3 tables are of names that differ from another's by dots for underscores only:"
                + " sales.eu_orders, sales.eu orders, sales_eu.orders");
  }

  @Test
  void whatTheConnectorLeavesOutStopsNothing() {
    Map<String, String> connector =
        Map.of("schema.exclude.list", "\"s\"", "table.exclude.list", "public\\..*");
    assertThat(
            found(
                connector,
                table("\"s\"", "t"),
                table("public", "\"x\""),
                table("public", "it''s"),
                table("public", "t", "a", "A")))
        .isEmpty();
  }

  private static List<Finding> found(Map<String, String> connector, Table... tables) {
    List<Finding> findings = new ArrayList<>();
    NameChecks.add(findings, List.of(tables), connector);
    return findings;
  }

  private static Table table(String schema, String name, String... columns) {
    return new Table(
        new TableId(schema, name),
        "r",
        false,
        false,
        "d",
        List.of("id"),
        true,
        List.of(),
        List.of(columns),
        true,
        true);
  }
}
