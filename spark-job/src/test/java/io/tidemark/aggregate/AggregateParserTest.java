package io.tidemark.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.aggregate.AggregateQuery.Function;
import io.tidemark.aggregate.AggregateQuery.Group;
import io.tidemark.aggregate.AggregateQuery.Measure;
import io.tidemark.config.AggregateConfig;
import io.tidemark.decode.TableId;
import io.tidemark.error.TidemarkException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AggregateParserTest {
  @Test
  void aQueryIsReadWithItsNamesAndOrder() {
    AggregateQuery query =
        parse(
            "SELECT count(*) AS payments, country, date_trunc('HOUR', at) AS hour,"
                + " sum(amount) AS spent, avg(amount) AS mean, count(voucher) AS vouchers"
                + " FROM sales.orders GROUP BY country, date_trunc('hour', at)");
    assertThat(query.from()).isEqualTo(new TableId("sales", "orders"));
    assertThat(query.groups())
        .containsExactly(new Group("country", "country", null), new Group("hour", "at", "hour"));
    assertThat(query.measures())
        .containsExactly(
            new Measure("payments", Function.COUNT_ROWS, null),
            new Measure("spent", Function.SUM, "amount"),
            new Measure("mean", Function.AVG, "amount"),
            new Measure("vouchers", Function.COUNT, "voucher"));
    assertThat(query.output())
        .containsExactly("payments", "country", "hour", "spent", "mean", "vouchers");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a, count(1) AS n FROM t GROUP BY a",
        "select t.a, COUNT(*) n from public.t group by a",
        "SELECT `a`, count('x') AS n FROM `public`.`t` GROUP BY t.a",
      })
  void spellingsOfTheSameQueryAreTheSame(String sql) {
    assertThat(parse(sql)).isEqualTo(parse("SELECT a, count(*) AS n FROM public.t GROUP BY a"));
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of("SELEC 1", "it is not SQL: "),
        Arguments.of("SELECT a FROM t", "it is not one SELECT with GROUP BY"),
        Arguments.of("SELECT count(*) AS n FROM t", "it is not one SELECT with GROUP BY"),
        Arguments.of(
            "SELECT a, count(*) AS n FROM t GROUP BY a HAVING count(*) > 1",
            "it is not one SELECT with GROUP BY (and without HAVING, ORDER BY or LIMIT)"),
        Arguments.of(
            "SELECT a, count(*) AS n FROM t GROUP BY a ORDER BY a",
            "it is not one SELECT with GROUP BY (and without HAVING, ORDER BY or LIMIT)"),
        Arguments.of(
            "SELECT a, count(*) AS n FROM t WHERE a > 1 GROUP BY a",
            "its FROM is not one plain table (a WHERE or a JOIN can't be maintained yet)"),
        Arguments.of(
            "SELECT a, count(*) AS n FROM t JOIN u GROUP BY a", "its FROM is not one plain table"),
        Arguments.of(
            "SELECT a, count(*) AS n FROM (SELECT * FROM t) GROUP BY a",
            "its FROM is not one plain table"),
        Arguments.of(
            "SELECT a, count(*) AS n FROM x.y.z GROUP BY a",
            "its table 'x.y.z' has too many parts"),
        Arguments.of(
            "SELECT a, count(*) AS n FROM t GROUP BY a, b",
            "the columns that it selects and those that it groups by are not the same"),
        Arguments.of(
            "SELECT a, b, count(*) AS n FROM t GROUP BY a",
            "the columns that it selects and those that it groups by are not the same"),
        Arguments.of("SELECT a, count(*) FROM t GROUP BY a", "' has no name: write … as name"),
        Arguments.of(
            "SELECT a, count(*) AS a FROM t GROUP BY a",
            "two of its columns have the same name: [a, a]"),
        Arguments.of(
            "SELECT a, count(*) AS A FROM t GROUP BY a",
            "two of its columns have the same name: [a, A]"),
        Arguments.of(
            "SELECT a AS _cdc, count(*) AS n FROM t GROUP BY a",
            "the column name '_cdc' is taken by the aggregate's own"),
        Arguments.of("SELECT a, max(b) AS n FROM t GROUP BY a", "it computes 'max(b)'"),
        Arguments.of(
            "SELECT a, count(DISTINCT b) AS n FROM t GROUP BY a",
            "it computes 'count(DISTINCT b)'"),
        Arguments.of(
            "SELECT a, sum(b) FILTER (WHERE b > 0) AS n FROM t GROUP BY a",
            "it computes 'sum(b) FILTER (WHERE (b > 0))'"),
        Arguments.of("SELECT a, sum(b + 1) AS n FROM t GROUP BY a", "it computes 'sum((b + 1))'"),
        Arguments.of("SELECT a, sum(1) AS n FROM t GROUP BY a", "it computes 'sum(1)'"),
        Arguments.of("SELECT a, count(b, c) AS n FROM t GROUP BY a", "it computes 'count(b, c)'"),
        Arguments.of("SELECT a, count(NULL) AS n FROM t GROUP BY a", "it computes 'count(NULL)'"),
        Arguments.of("SELECT a, count(t.*) AS n FROM t GROUP BY a", "it computes 'count(t.*)'"),
        Arguments.of("SELECT a, sum(b) + 1 AS n FROM t GROUP BY a", "it groups by '(sum(b) + 1)'"),
        Arguments.of(
            "SELECT upper(a) AS a, count(*) AS n FROM t GROUP BY upper(a)",
            "it groups by 'upper(a)'"),
        Arguments.of("SELECT a, count(*) AS n FROM t GROUP BY 1", "it groups by '1'"),
        Arguments.of(
            "SELECT date_trunc('decade', a) AS d, count(*) AS n FROM t GROUP BY"
                + " date_trunc('decade', a)",
            "it groups by 'date_trunc('decade', a)'"),
        Arguments.of("SELECT a, count(*) AS n FROM t GROUP BY ROLLUP (a)", "it groups by '"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void whatCannotBeKeptExactIsRefusedWithTheReason(String sql, String why) {
    assertThatThrownBy(() -> parse(sql))
        .isInstanceOfSatisfying(
            TidemarkException.class,
            e -> assertThat(e.kind()).isEqualTo(TidemarkException.Kind.CONFIG))
        .hasMessageStartingWith("The aggregate 'x' can't be maintained. In its SQL, ")
        .hasMessageContaining(why)
        .hasMessageEndingWith(
            "Group by columns or date_trunc('unit', column), and compute count(*), count(column),"
                + " sum(column) or avg(column), each with a name.");
  }

  private static AggregateQuery parse(String sql) {
    return AggregateParser.parse(new AggregateConfig("x", sql));
  }
}
