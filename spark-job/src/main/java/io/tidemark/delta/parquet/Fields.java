package io.tidemark.delta.parquet;

import static org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit.MICROS;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BOOLEAN;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.delta.kernel.internal.util.ColumnMapping;
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
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampNTZType;
import io.delta.kernel.types.TimestampType;
import java.math.BigInteger;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.apache.parquet.schema.Types;

/**
 * Parquet's types for Delta's (Parquet format, "Logical types"; Delta protocol, "Column mapping":
 * each column has its field id).
 */
final class Fields {
  /** The most digits that fit a number of 4 and of 8 bytes. */
  static final int MOST_INT_DIGITS = 9;

  static final int MOST_LONG_DIGITS = 18;

  private Fields() {}

  static MessageType of(StructType rows) {
    Type[] fields = rows.fields().stream().map(Fields::field).toArray(Type[]::new);
    return new MessageType("rows", fields);
  }

  private static Type field(StructField field) {
    Type type = type(field.getDataType(), repetition(field.isNullable()), field.getName());
    return field.getMetadata().contains(ColumnMapping.PARQUET_FIELD_ID_KEY)
        ? type.withId(field.getMetadata().getLong(ColumnMapping.PARQUET_FIELD_ID_KEY).intValue())
        : type;
  }

  private static Repetition repetition(boolean nullable) {
    return nullable ? Repetition.OPTIONAL : Repetition.REQUIRED;
  }

  private static Type type(DataType type, Repetition repetition, String name) {
    if (type instanceof StructType struct) {
      Type[] fields = struct.fields().stream().map(Fields::field).toArray(Type[]::new);
      return Types.buildGroup(repetition).addFields(fields).named(name);
    } else if (type instanceof ArrayType array) {
      Type element = type(array.getElementType(), repetition(array.containsNull()), "element");
      return Types.buildGroup(repetition)
          .as(LogicalTypeAnnotation.listType())
          .addField(Types.repeatedGroup().addField(element).named("list"))
          .named(name);
    } else if (type instanceof MapType map) {
      Type key = type(map.getKeyType(), Repetition.REQUIRED, "key");
      Type value = type(map.getValueType(), repetition(map.isValueContainsNull()), "value");
      return Types.buildGroup(repetition)
          .as(LogicalTypeAnnotation.mapType())
          .addField(Types.repeatedGroup().addField(key).addField(value).named("key_value"))
          .named(name);
    }
    return leaf(type, repetition, name);
  }

  private static Type leaf(DataType type, Repetition repetition, String name) {
    if (type instanceof StringType) {
      return Types.primitive(BINARY, repetition).as(LogicalTypeAnnotation.stringType()).named(name);
    } else if (type instanceof LongType) {
      return Types.primitive(INT64, repetition).named(name);
    } else if (type instanceof IntegerType || type instanceof ShortType) {
      return Types.primitive(INT32, repetition).named(name);
    } else if (type instanceof TimestampType || type instanceof TimestampNTZType) {
      boolean utc = type instanceof TimestampType;
      return Types.primitive(INT64, repetition).as(timestampType(utc, MICROS)).named(name);
    } else if (type instanceof DateType) {
      return Types.primitive(INT32, repetition).as(LogicalTypeAnnotation.dateType()).named(name);
    } else if (type instanceof DecimalType decimal) {
      return decimal(decimal, repetition, name);
    } else if (type instanceof BooleanType) {
      return Types.primitive(BOOLEAN, repetition).named(name);
    } else if (type instanceof DoubleType) {
      return Types.primitive(DOUBLE, repetition).named(name);
    } else if (type instanceof FloatType) {
      return Types.primitive(FLOAT, repetition).named(name);
    } else if (type instanceof BinaryType) {
      return Types.primitive(BINARY, repetition).named(name);
    }
    throw new IllegalStateException("no Parquet type for the Delta type '" + type + "'");
  }

  private static Type decimal(DecimalType type, Repetition repetition, String name) {
    LogicalTypeAnnotation digits =
        LogicalTypeAnnotation.decimalType(type.getScale(), type.getPrecision());
    if (type.getPrecision() <= MOST_INT_DIGITS) {
      return Types.primitive(INT32, repetition).as(digits).named(name);
    } else if (type.getPrecision() <= MOST_LONG_DIGITS) {
      return Types.primitive(INT64, repetition).as(digits).named(name);
    }
    return Types.primitive(FIXED_LEN_BYTE_ARRAY, repetition)
        .length(bytes(type.getPrecision()))
        .as(digits)
        .named(name);
  }

  /** The least bytes in two's complement for so many digits. */
  static int bytes(int digits) {
    return BigInteger.TEN.pow(digits).subtract(BigInteger.ONE).toByteArray().length;
  }
}
