package io.tidemark.delta.parquet;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type.Repetition;

/**
 * Writes the values of one field as Parquet has them: a leaf's values, each with the level of what
 * is repeated and of what is there (Parquet format, "Nested encoding").
 */
abstract class FieldWriter {
  /**
   * The writer of a field and of all within it.
   *
   * @param schema in which the field is found
   * @param path the field's, name by name
   */
  static FieldWriter of(DataType type, MessageType schema, ColumnWriteStore store, String... path) {
    if (type instanceof StructType struct) {
      FieldWriter[] fields =
          struct.fields().stream()
              .map(f -> of(f.getDataType(), schema, store, below(path, f.getName())))
              .toArray(FieldWriter[]::new);
      boolean optional = schema.getType(path).isRepetition(Repetition.OPTIONAL);
      return new Struct(schema.getMaxDefinitionLevel(path) - (optional ? 1 : 0), fields);
    } else if (type instanceof ArrayType array) {
      String[] list = below(path, "list");
      FieldWriter element = of(array.getElementType(), schema, store, below(list, "element"));
      return new Array(Levels.of(schema, path, list), element);
    } else if (type instanceof MapType map) {
      String[] entry = below(path, "key_value");
      FieldWriter key = of(map.getKeyType(), schema, store, below(entry, "key"));
      FieldWriter value = of(map.getValueType(), schema, store, below(entry, "value"));
      return new Entries(Levels.of(schema, path, entry), key, value);
    }
    ColumnDescriptor leaf = schema.getColumnDescription(path);
    return new Leaf(leaf, type, store.getColumnWriter(leaf));
  }

  private static String[] below(String[] path, String name) {
    String[] longer = Arrays.copyOf(path, path.length + 1);
    longer[path.length] = name;
    return longer;
  }

  /**
   * Where something that repeats is.
   *
   * @param around definition level if it is not there
   * @param there definition level if it is there and empty
   * @param repeated repetition level of all but its first element
   */
  private record Levels(int around, int there, int repeated) {
    static Levels of(MessageType schema, String[] path, String[] repeated) {
      int there = schema.getMaxDefinitionLevel(path);
      boolean optional = schema.getType(path).isRepetition(Repetition.OPTIONAL);
      return new Levels(there - (optional ? 1 : 0), there, schema.getMaxRepetitionLevel(repeated));
    }
  }

  /**
   * Write the field's value in one row or element.
   *
   * @param value as {@link io.tidemark.decode.ColumnType} says; a struct's an {@code Object[]}
   * @param repetition level of what is repeated with it, 0 for a new row
   */
  abstract void write(Object value, int repetition);

  /** Write that there is nothing, as something around the field is not there. */
  abstract void absent(int repetition, int definition);

  /** A struct. */
  private static final class Struct extends FieldWriter {
    private final int around;
    private final FieldWriter[] fields;

    /**
     * @param around definition level if the struct itself is not there
     */
    Struct(int around, FieldWriter[] fields) {
      this.around = around;
      this.fields = fields;
    }

    @Override
    void write(Object value, int repetition) {
      if (value == null) {
        absent(repetition, around);
        return;
      }
      Object[] values = (Object[]) value;
      for (int i = 0; i < fields.length; i++) {
        fields[i].write(values[i], repetition);
      }
    }

    @Override
    void absent(int repetition, int definition) {
      for (FieldWriter field : fields) {
        field.absent(repetition, definition);
      }
    }
  }

  /** An array. */
  private static final class Array extends FieldWriter {
    private final Levels levels;
    private final FieldWriter element;

    Array(Levels levels, FieldWriter element) {
      this.levels = levels;
      this.element = element;
    }

    @Override
    void write(Object value, int repetition) {
      List<?> elements = (List<?>) value;
      if (elements == null || elements.isEmpty()) {
        element.absent(repetition, elements == null ? levels.around : levels.there);
        return;
      }
      int level = repetition;
      for (Object each : elements) {
        element.write(each, level);
        level = levels.repeated;
      }
    }

    @Override
    void absent(int repetition, int definition) {
      element.absent(repetition, definition);
    }
  }

  /** A map. */
  private static final class Entries extends FieldWriter {
    private final Levels levels;
    private final FieldWriter key;
    private final FieldWriter value;

    Entries(Levels levels, FieldWriter key, FieldWriter value) {
      this.levels = levels;
      this.key = key;
      this.value = value;
    }

    @Override
    void write(Object map, int repetition) {
      Map<?, ?> entries = (Map<?, ?>) map;
      if (entries == null || entries.isEmpty()) {
        absent(repetition, entries == null ? levels.around : levels.there);
        return;
      }
      int level = repetition;
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        key.write(entry.getKey(), level);
        value.write(entry.getValue(), level);
        level = levels.repeated;
      }
    }

    @Override
    void absent(int repetition, int definition) {
      key.absent(repetition, definition);
      value.absent(repetition, definition);
    }
  }
}
