package io.tidemark.aggregate;

import io.tidemark.aggregate.AggregateQuery.Function;
import io.tidemark.aggregate.AggregateQuery.Group;
import io.tidemark.aggregate.AggregateQuery.Measure;
import io.tidemark.config.AggregateConfig;
import io.tidemark.decode.TableId;
import io.tidemark.error.TidemarkException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAlias;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedOrdinal;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedStar;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Reads an aggregate's SQL with Spark's own parser, and refuses what cannot be kept exact. What
 * can: one table; groups that are columns or {@code date_trunc(unit, column)}; {@code count(*)},
 * {@code count}, {@code sum} and {@code avg} of a column.
 */
final class AggregateParser {
  private static final Set<String> UNITS =
      Set.of("second", "minute", "hour", "day", "week", "month", "quarter", "year");

  private final AggregateConfig config;

  private AggregateParser(AggregateConfig config) {
    this.config = config;
  }

  /**
   * The query.
   *
   * @throws TidemarkException CONFIG if it is not SQL or can't be maintained
   */
  static AggregateQuery parse(AggregateConfig config) {
    return new AggregateParser(config).parse();
  }

  private AggregateQuery parse() {
    LogicalPlan plan;
    try {
      plan = CatalystSqlParser$.MODULE$.parsePlan(config.sql());
    } catch (Exception e) { // Scala does not declare its checked ParseException
      throw refusal("it is not SQL: " + e.getMessage().lines().findFirst().orElse(""));
    }
    if (!(plan instanceof Aggregate aggregate)) {
      throw refusal("it is not one SELECT with GROUP BY (and without HAVING, ORDER BY or LIMIT)");
    }
    if (!(aggregate.child() instanceof UnresolvedRelation relation)) {
      throw refusal("its FROM is not one plain table (a WHERE or a JOIN can't be maintained yet)");
    }
    List<String> grouped = new ArrayList<>();
    list(aggregate.groupingExpressions()).forEach(e -> grouped.add(group("", e).toString()));
    List<Group> groups = new ArrayList<>();
    List<Measure> measures = new ArrayList<>();
    List<String> output = new ArrayList<>();
    for (NamedExpression named : list(aggregate.aggregateExpressions())) {
      Expression expression = (Expression) named;
      column(expression, groups, measures);
      output.add(name(expression));
    }
    checkGroups(grouped, groups);
    checkNames(output);
    return new AggregateQuery(
        config.name(), table(relation), List.copyOf(groups), List.copyOf(measures), output);
  }

  /** Delta can't tell names apart by their case. */
  private void checkNames(List<String> output) {
    Set<String> names = new HashSet<>();
    for (String name : output) {
      if (name.equalsIgnoreCase("_cdc")) {
        throw refusal("the column name '%s' is taken by the aggregate's own".formatted(name));
      }
      if (!names.add(name.toLowerCase(Locale.ROOT))) {
        throw refusal("two of its columns have the same name: " + output);
      }
    }
  }

  private void checkGroups(List<String> grouped, List<Group> selected) {
    List<String> bare =
        selected.stream().map(g -> new Group("", g.column(), g.unit()).toString()).toList();
    if (!new HashSet<>(bare).equals(new HashSet<>(grouped))) {
      throw refusal("the columns that it selects and those that it groups by are not the same");
    }
  }

  private TableId table(UnresolvedRelation relation) {
    List<String> parts = list(relation.multipartIdentifier());
    return switch (parts.size()) {
      case 1 -> new TableId("public", parts.get(0));
      case 2 -> new TableId(parts.get(0), parts.get(1));
      default -> throw refusal("its table '" + String.join(".", parts) + "' has too many parts");
    };
  }

  private void column(Expression expression, List<Group> groups, List<Measure> measures) {
    String name = name(expression);
    Expression inner = bare(expression);
    if (inner instanceof UnresolvedFunction function && !isDateTrunc(function)) {
      measures.add(measure(name, function));
    } else {
      groups.add(group(name, inner));
    }
  }

  private static Expression bare(Expression expression) {
    if (expression instanceof Alias alias) {
      return alias.child();
    }
    return expression instanceof UnresolvedAlias alias ? alias.child() : expression;
  }

  private String name(Expression expression) {
    if (expression instanceof Alias alias) {
      return alias.name();
    }
    if (bare(expression) instanceof UnresolvedAttribute attribute) {
      List<String> parts = list(attribute.nameParts());
      return parts.get(parts.size() - 1);
    }
    throw refusal("its column '" + bare(expression).sql() + "' has no name: write … as name");
  }

  private Group group(String name, Expression expression) {
    Expression inner = bare(expression);
    if (inner instanceof UnresolvedAttribute attribute) {
      return new Group(name, columnName(attribute), null);
    }
    if (inner instanceof UnresolvedFunction function && isDateTrunc(function)) {
      List<Expression> arguments = list(function.arguments());
      if (arguments.size() == 2
          && arguments.get(0) instanceof Literal unit
          && arguments.get(1) instanceof UnresolvedAttribute attribute
          && UNITS.contains(unit.toString().toLowerCase(Locale.ROOT))) {
        return new Group(name, columnName(attribute), unit.toString().toLowerCase(Locale.ROOT));
      }
    }
    throw refusal(
        "it groups by '%s'"
            .formatted(inner instanceof UnresolvedOrdinal o ? "" + o.ordinal() : inner.sql()));
  }

  private Measure measure(String name, UnresolvedFunction function) {
    List<Expression> arguments = list(function.arguments());
    String called = functionName(function);
    if (function.isDistinct() || function.filter().isDefined() || arguments.size() != 1) {
      throw refusal("it computes '%s'".formatted(spelled(function)));
    }
    if (called.equals("count") && countsRows(arguments.get(0))) {
      return new Measure(name, Function.COUNT_ROWS, null);
    }
    Function known =
        switch (called) {
          case "count" -> Function.COUNT;
          case "sum" -> Function.SUM;
          case "avg", "mean" -> Function.AVG;
          default -> null;
        };
    if (known == null || !(arguments.get(0) instanceof UnresolvedAttribute attribute)) {
      throw refusal("it computes '%s'".formatted(spelled(function)));
    }
    return new Measure(name, known, columnName(attribute));
  }

  /** {@code count(*)} comes from the parser as {@code count(1)}. */
  private static boolean countsRows(Expression argument) {
    return argument instanceof Literal literal && literal.value() != null;
  }

  /** As SQL; Spark's own spelling leaves out what matters here. */
  private static String spelled(UnresolvedFunction function) {
    List<String> arguments = new ArrayList<>();
    for (Expression argument : list(function.arguments())) {
      arguments.add(
          argument instanceof UnresolvedStar star && star.target().isDefined()
              ? String.join(".", list(star.target().get())) + ".*"
              : argument.sql());
    }
    return functionName(function)
        + (function.isDistinct() ? "(DISTINCT " : "(")
        + String.join(", ", arguments)
        + ")"
        + (function.filter().isDefined()
            ? " FILTER (WHERE " + function.filter().get().sql() + ")"
            : "");
  }

  private static boolean isDateTrunc(UnresolvedFunction function) {
    return functionName(function).equals("date_trunc");
  }

  private static String functionName(UnresolvedFunction function) {
    return String.join(".", list(function.nameParts())).toLowerCase(Locale.ROOT);
  }

  private String columnName(UnresolvedAttribute attribute) {
    List<String> parts = list(attribute.nameParts());
    return parts.get(parts.size() - 1);
  }

  private static <T> List<T> list(Seq<T> seq) {
    return CollectionConverters.asJava(seq);
  }

  private TidemarkException refusal(String why) {
    return TidemarkException.config(
        "The aggregate '%s' can't be maintained".formatted(config.name()),
        "In its SQL, " + why,
        "Group by columns or date_trunc('unit', column), and compute count(*), count(column),"
            + " sum(column) or avg(column), each with a name");
  }
}
