package io.tidemark.mirror;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.ColumnType;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Delta's types for the source's, and which values fit a column that is there already. */
final class LakeTypes {
  private static final int MOST_DIGITS = 38;

  private LakeTypes() {}

  static DataType of(ColumnType type) {
    return switch (type.kind()) {
      case BOOLEAN -> BooleanType.BOOLEAN;
      case SHORT -> ShortType.SHORT;
      case INT -> IntegerType.INTEGER;
      case LONG -> LongType.LONG;
      case FLOAT -> FloatType.FLOAT;
      case DOUBLE -> DoubleType.DOUBLE;
      case DECIMAL -> new DecimalType(type.precision(), type.scale());
      case STRING -> StringType.STRING;
      case BINARY -> BinaryType.BINARY;
      case DATE -> DateType.DATE;
      case TIMESTAMP -> TimestampType.TIMESTAMP;
      case TIMESTAMP_NTZ -> TimestampNTZType.TIMESTAMP_NTZ;
      case ARRAY -> new ArrayType(of(type.element()), true);
      case MAP -> new MapType(StringType.STRING, StringType.STRING, true);
    };
  }

  /**
   * The type that a column has to get to hold values of another type besides its own, where Delta
   * can widen it without touching a file; empty where it can't.
   */
  static Optional<DataType> widened(DataType column, ColumnType by) {
    DataType other = of(by);
    boolean whole =
        (column instanceof ShortType && (other instanceof IntegerType || other instanceof LongType))
            || (column instanceof IntegerType && other instanceof LongType);
    if (whole || (column instanceof FloatType && other instanceof DoubleType)) {
      return Optional.of(other);
    }
    if (column instanceof DecimalType a && other instanceof DecimalType b) {
      int scale = Math.max(a.getScale(), b.getScale());
      int digits = Math.max(a.getPrecision() - a.getScale(), b.getPrecision() - b.getScale());
      return digits + scale <= MOST_DIGITS
          ? Optional.of(new DecimalType(digits + scale, scale))
          : Optional.empty();
    }
    return Optional.empty();
  }

  /**
   * How values of a type become values of a column, where every one of them can without loss; empty
   * where they can't.
   */
  static Optional<UnaryOperator<Object>> conversion(ColumnType from, DataType to) {
    if (of(from).equivalent(to)) {
      return Optional.of(UnaryOperator.identity());
    }
    boolean whole = from.kind() == ColumnType.Kind.SHORT || from.kind() == ColumnType.Kind.INT;
    if (whole && to instanceof LongType) {
      return Optional.of(value -> ((Number) value).longValue());
    }
    if (from.kind() == ColumnType.Kind.SHORT && to instanceof IntegerType) {
      return Optional.of(value -> ((Number) value).intValue());
    }
    if (from.kind() == ColumnType.Kind.FLOAT && to instanceof DoubleType) {
      return Optional.of(value -> ((Number) value).doubleValue());
    }
    if (from.kind() == ColumnType.Kind.DECIMAL
        && to instanceof DecimalType decimal
        && from.scale() <= decimal.getScale()
        && from.precision() - from.scale() <= decimal.getPrecision() - decimal.getScale()) {
      return Optional.of(value -> ((BigDecimal) value).setScale(decimal.getScale()));
    }
    return Optional.empty();
  }
}
