package io.tidemark.delta;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
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
import io.delta.kernel.types.TimestampType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads Kernel's vectors into Java values: a struct is an {@code Object[]}, an array a List, a map
 * a Map; the others are as {@link io.tidemark.decode.ColumnType} says.
 */
final class Values {
  private Values() {}

  /** The value at a row, null where the vector has none. */
  static Object at(ColumnVector vector, int row) {
    if (vector.isNullAt(row)) {
      return null;
    }
    DataType type = vector.getDataType();
    if (type instanceof StringType) {
      return vector.getString(row);
    } else if (type instanceof LongType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType) {
      return vector.getLong(row);
    } else if (type instanceof IntegerType || type instanceof DateType) {
      return vector.getInt(row);
    } else if (type instanceof DecimalType) {
      return vector.getDecimal(row);
    } else if (type instanceof BooleanType) {
      return vector.getBoolean(row);
    } else if (type instanceof ShortType) {
      return vector.getShort(row);
    } else if (type instanceof DoubleType) {
      return vector.getDouble(row);
    } else if (type instanceof FloatType) {
      return vector.getFloat(row);
    } else if (type instanceof BinaryType) {
      return vector.getBinary(row);
    }
    return nested(vector, row, type);
  }

  private static Object nested(ColumnVector vector, int row, DataType type) {
    if (type instanceof StructType struct) {
      Object[] fields = new Object[struct.length()];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = at(vector.getChild(i), row);
      }
      return fields;
    } else if (type instanceof ArrayType) {
      ArrayValue array = vector.getArray(row);
      return list(array.getElements(), array.getSize());
    } else if (type instanceof MapType) {
      MapValue map = vector.getMap(row);
      List<Object> values = list(map.getValues(), map.getSize());
      Map<Object, Object> entries = new LinkedHashMap<>();
      for (int i = 0; i < values.size(); i++) {
        entries.put(at(map.getKeys(), i), values.get(i));
      }
      return entries;
    }
    throw new IllegalStateException("no Java value for the Delta type '" + type + "'");
  }

  private static List<Object> list(ColumnVector elements, int size) {
    List<Object> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(at(elements, i));
    }
    return values;
  }
}
