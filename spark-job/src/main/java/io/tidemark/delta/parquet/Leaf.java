package io.tidemark.delta.parquet;

import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.FloatType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.ShortType;
import io.delta.kernel.types.StringType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.Type.Repetition;

/** Writes the values of one column of the file. */
final class Leaf extends FieldWriter {
  private interface Kind {
    void put(ColumnWriter column, Object value, int repetition, int definition);
  }

  private final ColumnDescriptor leaf;
  private final ColumnWriter column;
  private final Kind kind;
  private final int there;
  private final boolean required;

  Leaf(ColumnDescriptor leaf, DataType type, ColumnWriter column) {
    this.leaf = leaf;
    this.column = column;
    this.kind = kind(type);
    this.there = leaf.getMaxDefinitionLevel();
    this.required = leaf.getPrimitiveType().isRepetition(Repetition.REQUIRED);
  }

  @Override
  void write(Object value, int repetition) {
    if (value != null) {
      kind.put(column, value, repetition, there);
    } else if (required) {
      throw new IllegalStateException(
          "no value for the column '"
              + String.join(".", leaf.getPath())
              + "', which must have one");
    } else {
      column.writeNull(repetition, there - 1);
    }
  }

  @Override
  void absent(int repetition, int definition) {
    column.writeNull(repetition, definition);
  }

  private static Kind kind(DataType type) {
    if (type instanceof StringType) {
      return (column, value, r, d) ->
          column.write(binary(((String) value).getBytes(StandardCharsets.UTF_8)), r, d);
    } else if (type instanceof IntegerType || type instanceof DateType) {
      return (column, value, r, d) -> column.write((int) (Integer) value, r, d);
    } else if (type instanceof ShortType) {
      return (column, value, r, d) -> column.write((int) (Short) value, r, d);
    } else if (type instanceof DecimalType decimal) {
      return decimal(decimal);
    } else if (type instanceof BooleanType) {
      return (column, value, r, d) -> column.write((boolean) (Boolean) value, r, d);
    } else if (type instanceof DoubleType) {
      return (column, value, r, d) -> column.write((double) (Double) value, r, d);
    } else if (type instanceof FloatType) {
      return (column, value, r, d) -> column.write((float) (Float) value, r, d);
    } else if (type instanceof BinaryType) {
      return (column, value, r, d) -> column.write(binary((byte[]) value), r, d);
    }
    return (column, value, r, d) -> column.write((long) (Long) value, r, d);
  }

  private static Kind decimal(DecimalType type) {
    int scale = type.getScale();
    if (type.getPrecision() <= Fields.MOST_INT_DIGITS) {
      return (column, value, r, d) -> column.write((int) unscaled(value, scale), r, d);
    } else if (type.getPrecision() <= Fields.MOST_LONG_DIGITS) {
      return (column, value, r, d) -> column.write(unscaled(value, scale), r, d);
    }
    int length = Fields.bytes(type.getPrecision());
    return (column, value, r, d) -> column.write(binary(fixed(value, scale, length)), r, d);
  }

  private static long unscaled(Object value, int scale) {
    return ((BigDecimal) value).setScale(scale).unscaledValue().longValueExact();
  }

  private static byte[] fixed(Object value, int scale, int length) {
    byte[] digits = ((BigDecimal) value).setScale(scale).unscaledValue().toByteArray();
    if (digits.length == length) {
      return digits;
    }
    byte[] padded = new byte[length];
    int from = length - digits.length;
    if (digits[0] < 0) {
      Arrays.fill(padded, 0, from, (byte) -1);
    }
    System.arraycopy(digits, 0, padded, from, digits.length);
    return padded;
  }

  private static Binary binary(byte[] bytes) {
    return Binary.fromConstantByteArray(bytes);
  }
}
