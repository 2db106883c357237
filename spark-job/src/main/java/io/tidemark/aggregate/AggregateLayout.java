package io.tidemark.aggregate;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.aggregate.AggregateQuery.Function;
import io.tidemark.aggregate.AggregateQuery.Group;
import io.tidemark.aggregate.AggregateQuery.Measure;
import io.tidemark.error.TidemarkException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * How a mirror's rows become groups and groups become rows of the aggregate: its columns in the
 * order of the SELECT, then {@code _cdc} with what is needed to take rows back. Types follow Spark:
 * the sum of {@code decimal(p,s)} is {@code decimal(p+10,s)}, its average {@code decimal(p+4,s+4)};
 * the sum of {@code bigint} is {@code decimal(38,0)}, so that it can't overflow.
 */
final class AggregateLayout {
  private static final int MOST_DIGITS = 38;
  private static final StructType STATE =
      new StructType()
          .add("rows", LongType.LONG)
          .add("counts", new ArrayType(LongType.LONG, false))
          .add("sums", new ArrayType(StringType.STRING, false))
          .add("applied_at", TimestampType.TIMESTAMP);

  private final AggregateQuery query;
  private final StructType mirror;
  private final int[] groupPlaces;
  private final int[] measurePlaces;

  /**
   * The layout over rows of a mirror.
   *
   * @param mirror schema of the rows; columns that the query does not name may be missing
   * @throws TidemarkException CONFIG if a column is missing or its type can't be computed with
   */
  AggregateLayout(AggregateQuery query, StructType mirror) {
    this.query = query;
    this.mirror = mirror;
    groupPlaces = query.groups().stream().mapToInt(g -> place(g.column())).toArray();
    measurePlaces =
        query.measures().stream()
            .mapToInt(m -> m.column() == null ? -1 : place(m.column()))
            .toArray();
    for (int i = 0; i < groupPlaces.length; i++) {
      checkUnit(query.groups().get(i), groupPlaces[i]);
    }
  }

  /** The mirror's columns that the query reads. */
  static List<String> columns(AggregateQuery query) {
    Set<String> columns = new LinkedHashSet<>();
    query.groups().forEach(group -> columns.add(group.column()));
    query.measures().stream().filter(m -> m.column() != null).forEach(m -> columns.add(m.column()));
    return List.copyOf(columns);
  }

  private int place(String column) {
    int place = mirror.indexOf(column);
    if (place < 0) {
      throw refusal("the table '%s' has no column '%s'".formatted(query.from(), column));
    }
    return place;
  }

  private void checkUnit(Group group, int place) {
    DataType type = mirror.at(place).getDataType();
    boolean timestamp = type instanceof TimestampType || type instanceof TimestampNTZType;
    if (group.unit() != null && !timestamp) {
      throw refusal("the column '%s' is no timestamp but '%s'".formatted(group.column(), type));
    }
  }

  /** The aggregate's schema. */
  StructType schema() {
    StructType schema = new StructType();
    for (String name : query.output()) {
      schema = schema.add(name, type(name));
    }
    return schema.add("_cdc", STATE);
  }

  private DataType type(String name) {
    for (int i = 0; i < groupPlaces.length; i++) {
      if (query.groups().get(i).name().equals(name)) {
        return mirror.at(groupPlaces[i]).getDataType();
      }
    }
    int measure = measure(name);
    return type(
        query.measures().get(measure),
        measurePlaces[measure] < 0 ? null : mirror.at(measurePlaces[measure]).getDataType());
  }

  private int measure(String name) {
    for (int i = 0; i < query.measures().size(); i++) {
      if (query.measures().get(i).name().equals(name)) {
        return i;
      }
    }
    throw new IllegalStateException("no column '" + name + "'");
  }

  private DataType type(Measure measure, DataType column) {
    if (measure.function() == Function.COUNT_ROWS || measure.function() == Function.COUNT) {
      return LongType.LONG;
    }
    boolean sum = measure.function() == Function.SUM;
    if (column instanceof DecimalType decimal) {
      int precision = decimal.getPrecision();
      int scale = decimal.getScale();
      return sum
          ? new DecimalType(Math.min(MOST_DIGITS, precision + 10), scale)
          : new DecimalType(Math.min(MOST_DIGITS, precision + 4), Math.min(MOST_DIGITS, scale + 4));
    }
    if (column instanceof LongType) {
      return sum ? new DecimalType(MOST_DIGITS, 0) : DoubleType.DOUBLE;
    }
    if (column instanceof IntegerType || column instanceof ShortType) {
      return sum ? LongType.LONG : DoubleType.DOUBLE;
    }
    throw refusal(
        "the column '%s' is '%s', whose sum cannot be taken back exactly"
            .formatted(measure.column(), column));
  }

  /** The group of a mirror's row. */
  List<Object> group(Object[] row) {
    List<Object> group = new ArrayList<>(groupPlaces.length);
    for (int i = 0; i < groupPlaces.length; i++) {
      Object value = row[groupPlaces[i]];
      String unit = query.groups().get(i).unit();
      group.add(value == null || unit == null ? value : Truncation.of(unit, (Long) value));
    }
    return group;
  }

  /** What a mirror's row adds to the measures. */
  Object[] measured(Object[] row) {
    Object[] values = new Object[measurePlaces.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = measurePlaces[i] < 0 ? null : row[measurePlaces[i]];
    }
    return values;
  }

  /** The aggregate's row of a group. */
  Object[] row(GroupState state, long appliedAtMicros) {
    Object[] row = new Object[query.output().size() + 1];
    StructType schema = schema();
    for (int i = 0; i < query.output().size(); i++) {
      String name = query.output().get(i);
      int group = query.groups().stream().map(Group::name).toList().indexOf(name);
      row[i] =
          group >= 0
              ? state.group.get(group)
              : value(state, measure(name), schema.at(i).getDataType());
    }
    row[row.length - 1] =
        new Object[] {
          state.rows,
          Arrays.stream(state.counts).boxed().toList(),
          Arrays.stream(state.sums).map(BigDecimal::toPlainString).toList(),
          appliedAtMicros
        };
    return row;
  }

  private Object value(GroupState state, int i, DataType type) {
    long count = state.counts[i];
    return switch (query.measures().get(i).function()) {
      case COUNT_ROWS -> state.rows;
      case COUNT -> count;
      case SUM -> count == 0 ? null : number(state.sums[i], type);
      case AVG -> count == 0 ? null : average(state.sums[i], count, type);
    };
  }

  private static Object average(BigDecimal sum, long count, DataType type) {
    BigDecimal rows = BigDecimal.valueOf(count);
    return type instanceof DecimalType decimal
        ? fitting(sum.divide(rows, decimal.getScale(), RoundingMode.HALF_UP), decimal)
        : (Object) sum.divide(rows, MathContext.DECIMAL64).doubleValue();
  }

  private static Object number(BigDecimal sum, DataType type) {
    return type instanceof DecimalType decimal
        ? fitting(sum.setScale(decimal.getScale()), decimal)
        : (Object) sum.longValueExact();
  }

  /** Null for a number of more digits than a decimal can have, as Spark's {@code try_sum}. */
  private static BigDecimal fitting(BigDecimal number, DecimalType type) {
    return number.precision() <= type.getPrecision() ? number : null;
  }

  /** The state that an aggregate's row carries. */
  GroupState state(Object[] row) {
    List<Object> group = new ArrayList<>();
    for (Group g : query.groups()) {
      group.add(row[query.output().indexOf(g.name())]);
    }
    GroupState state = new GroupState(group, query.measures().size());
    Object[] stored = (Object[]) row[row.length - 1];
    state.rows = (Long) stored[0];
    for (int i = 0; i < state.counts.length; i++) {
      state.counts[i] = (Long) ((List<?>) stored[1]).get(i);
      state.sums[i] = new BigDecimal((String) ((List<?>) stored[2]).get(i));
    }
    return state;
  }

  private TidemarkException refusal(String why) {
    return TidemarkException.config(
        "The aggregate '%s' can't be maintained".formatted(query.name()),
        "In its SQL, " + why,
        "Change aggregates.%s.sql".formatted(query.name()));
  }
}
