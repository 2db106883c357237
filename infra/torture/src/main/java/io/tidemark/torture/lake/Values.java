package io.tidemark.torture.lake;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
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

/** Kernel's values as Java's own. */
final class Values {
  private Values() {}

  /** A field of a row; null where it is null. */
  static Object of(Row row, int field) {
    if (row.isNullAt(field)) {
      return null;
    }
    DataType type = row.getSchema().at(field).getDataType();
    if (type instanceof StringType) {
      return row.getString(field);
    } else if (type instanceof LongType
        || type instanceof TimestampType
        || type instanceof TimestampNTZType) {
      return row.getLong(field);
    } else if (type instanceof IntegerType || type instanceof DateType) {
      return row.getInt(field);
    } else if (type instanceof ShortType) {
      return row.getShort(field);
    } else if (type instanceof DecimalType) {
      return row.getDecimal(field);
    } else if (type instanceof BooleanType) {
      return row.getBoolean(field);
    } else if (type instanceof DoubleType) {
      return row.getDouble(field);
    } else if (type instanceof BinaryType) {
      return row.getBinary(field);
    } else if (type instanceof ArrayType) {
      return list(row.getArray(field));
    } else if (type instanceof MapType) {
      return map(row.getMap(field));
    } else if (type instanceof StructType struct) {
      Row inner = row.getStruct(field);
      Map<String, Object> values = new LinkedHashMap<>();
      for (int i = 0; i < struct.length(); i++) {
        values.put(struct.at(i).getName(), of(inner, i));
      }
      return values;
    }
    throw new IllegalStateException("no column is planned of the type " + type);
  }

  private static List<Object> list(ArrayValue array) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < array.getSize(); i++) {
      values.add(element(array.getElements(), i));
    }
    return values;
  }

  private static Map<Object, Object> map(MapValue map) {
    Map<Object, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < map.getSize(); i++) {
      values.put(element(map.getKeys(), i), element(map.getValues(), i));
    }
    return values;
  }

  /** Of arrays and maps: numbers, texts, and structs, which no property asks for. */
  private static Object element(ColumnVector vector, int at) {
    if (vector.isNullAt(at)) {
      return null;
    }
    DataType type = vector.getDataType();
    if (type instanceof StringType) {
      return vector.getString(at);
    } else if (type instanceof IntegerType) {
      return vector.getInt(at);
    } else if (type instanceof LongType) {
      return vector.getLong(at);
    }
    return type.toString();
  }
}
