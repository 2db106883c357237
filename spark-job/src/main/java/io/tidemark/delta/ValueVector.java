package io.tidemark.delta;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * A column of Java values for Kernel's writers. A struct's value is an {@code Object[]}, an array's
 * a List, a map's a Map; the others are as {@link io.tidemark.decode.ColumnType} says.
 */
final class ValueVector implements ColumnVector {
  private final DataType type;
  private final Object[] values;

  ValueVector(DataType type, Object[] values) {
    this.type = type;
    this.values = values;
  }

  @Override
  public DataType getDataType() {
    return type;
  }

  @Override
  public int getSize() {
    return values.length;
  }

  @Override
  public void close() {}

  @Override
  public boolean isNullAt(int row) {
    return values[row] == null;
  }

  @Override
  public boolean getBoolean(int row) {
    return (Boolean) values[row];
  }

  @Override
  public short getShort(int row) {
    return (Short) values[row];
  }

  @Override
  public int getInt(int row) {
    return (Integer) values[row];
  }

  @Override
  public long getLong(int row) {
    return (Long) values[row];
  }

  @Override
  public float getFloat(int row) {
    return (Float) values[row];
  }

  @Override
  public double getDouble(int row) {
    return (Double) values[row];
  }

  @Override
  public byte[] getBinary(int row) {
    return (byte[]) values[row];
  }

  @Override
  public String getString(int row) {
    return (String) values[row];
  }

  @Override
  public BigDecimal getDecimal(int row) {
    return (BigDecimal) values[row];
  }

  @Override
  public ArrayValue getArray(int row) {
    List<?> elements = (List<?>) values[row];
    DataType elementType = ((ArrayType) type).getElementType();
    return new ArrayValue() {
      @Override
      public int getSize() {
        return elements.size();
      }

      @Override
      public ColumnVector getElements() {
        return new ValueVector(elementType, elements.toArray());
      }
    };
  }

  @Override
  public MapValue getMap(int row) {
    Map<?, ?> map = (Map<?, ?>) values[row];
    MapType mapType = (MapType) type;
    return new MapValue() {
      @Override
      public int getSize() {
        return map.size();
      }

      @Override
      public ColumnVector getKeys() {
        return new ValueVector(mapType.getKeyType(), map.keySet().toArray());
      }

      @Override
      public ColumnVector getValues() {
        return new ValueVector(mapType.getValueType(), map.values().toArray());
      }
    };
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    Object[] child = new Object[values.length];
    for (int row = 0; row < child.length; row++) {
      child[row] = values[row] == null ? null : ((Object[]) values[row])[ordinal];
    }
    return new ValueVector(((StructType) type).at(ordinal).getDataType(), child);
  }
}
