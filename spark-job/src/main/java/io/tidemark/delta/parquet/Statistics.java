package io.tidemark.delta.parquet;

import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.statistics.DataFileStatistics;
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
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.api.Binary;

/**
 * What the Delta log says of a file's columns (Delta protocol, "Per-file Statistics"), taken from
 * what Parquet's writer has seen. Long texts are cut to a bound that holds all the same; NaN has no
 * bounds, as readers disagree about its place, and bytes have none.
 */
final class Statistics {
  /** As many characters of a text as Delta's other writers take. */
  private static final int TEXT = 32;

  private final Map<Column, Literal> least = new HashMap<>();
  private final Map<Column, Literal> most = new HashMap<>();
  private final Map<Column, Long> nulls = new HashMap<>();

  private Statistics() {}

  /**
   * The statistics of a file just written.
   *
   * @param columns those that are to have some, by their names in the file
   */
  static DataFileStatistics of(ParquetMetadata footer, StructType rows, List<Column> columns) {
    Statistics all = new Statistics();
    long number = footer.getBlocks().stream().mapToLong(BlockMetaData::getRowCount).sum();
    Map<List<String>, org.apache.parquet.column.statistics.Statistics<?>> known = new HashMap<>();
    for (BlockMetaData block : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        known.merge(List.of(chunk.getPath().toArray()), chunk.getStatistics(), Statistics::merged);
      }
    }
    for (Column column : columns) {
      var statistics = known.get(List.of(column.getNames()));
      if (statistics != null) {
        all.add(column, type(rows, column), statistics, number);
      }
    }
    return new DataFileStatistics(number, all.least, all.most, all.nulls, Optional.empty());
  }

  private static org.apache.parquet.column.statistics.Statistics<?> merged(
      org.apache.parquet.column.statistics.Statistics<?> one,
      org.apache.parquet.column.statistics.Statistics<?> other) {
    var both = one.copy();
    both.mergeStatistics(other);
    return both;
  }

  private static DataType type(StructType rows, Column column) {
    DataType type = rows;
    for (String name : column.getNames()) {
      type = ((StructType) type).get(name).getDataType();
    }
    return type;
  }

  private void add(
      Column column,
      DataType type,
      org.apache.parquet.column.statistics.Statistics<?> seen,
      long rows) {
    if (type instanceof ArrayType || type instanceof MapType) {
      return;
    }
    nulls.put(column, seen.getNumNulls());
    if (seen.getNumNulls() == rows) {
      least.put(column, Literal.ofNull(type));
      most.put(column, Literal.ofNull(type));
    } else if (seen.hasNonNullValue()) {
      Literal from = bound(type, seen.genericGetMin(), false);
      Literal to = bound(type, seen.genericGetMax(), true);
      if (from != null && to != null) {
        least.put(column, from);
        most.put(column, to);
      }
    }
  }

  /** What no value is beyond; null if that can't be said. */
  private static Literal bound(DataType type, Object value, boolean upper) {
    if (type instanceof StringType) {
      String text = ((Binary) value).toStringUsingUTF8();
      return Literal.ofString(upper ? above(text) : text.substring(0, cut(text)));
    } else if (type instanceof DecimalType decimal) {
      return Literal.ofDecimal(
          decimal(value, decimal.getScale()), decimal.getPrecision(), decimal.getScale());
    } else if (type instanceof DoubleType || type instanceof FloatType) {
      return floating(type, ((Number) value).doubleValue(), upper);
    } else if (type instanceof BooleanType) {
      return Literal.ofBoolean((Boolean) value);
    } else if (type instanceof BinaryType) {
      return null;
    }
    return whole(type, ((Number) value).longValue());
  }

  private static Literal whole(DataType type, long value) {
    if (type instanceof LongType) {
      return Literal.ofLong(value);
    } else if (type instanceof IntegerType) {
      return Literal.ofInt((int) value);
    } else if (type instanceof ShortType) {
      return Literal.ofShort((short) value);
    } else if (type instanceof DateType) {
      return Literal.ofDate((int) value);
    }
    return type instanceof TimestampNTZType
        ? Literal.ofTimestampNtz(value)
        : Literal.ofTimestamp(value);
  }

  /** NaN is larger than all others to Parquet; of the zeros the outer one. */
  private static Literal floating(DataType type, double value, boolean upper) {
    if (Double.isNaN(value)) {
      return null;
    }
    double bound = value == 0 ? (upper ? 0.0 : -0.0) : value;
    return type instanceof FloatType ? Literal.ofFloat((float) bound) : Literal.ofDouble(bound);
  }

  private static BigDecimal decimal(Object unscaled, int scale) {
    return unscaled instanceof Binary digits
        ? new BigDecimal(new BigInteger(digits.getBytes()), scale)
        : BigDecimal.valueOf(((Number) unscaled).longValue(), scale);
  }

  /** Where a text is cut: never within a character. */
  private static int cut(String text) {
    if (text.length() <= TEXT) {
      return text.length();
    }
    return Character.isHighSurrogate(text.charAt(TEXT - 1)) ? TEXT - 1 : TEXT;
  }

  /** A short text that is not below a long one in UTF-8's order; */
  private static String above(String text) {
    if (text.length() <= TEXT) {
      return text;
    }
    return text.substring(0, cut(text)) + Character.toString(Character.MAX_CODE_POINT);
  }
}
