package io.tidemark.delta.parquet;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which columns have values that repeat, so that a dictionary makes them smaller. Parquet's writer
 * would find out by itself, after it has looked up every value of a page in vain; a sample tells as
 * much.
 */
final class Dictionaries {
  private static final int SAMPLE = 200;

  private final Set<String> without = new HashSet<>();

  /** The columns of these rows, by the dotted path in the file, that are better without one. */
  static Set<String> without(StructType rows, List<Object[]> values) {
    Dictionaries dictionaries = new Dictionaries();
    int step = Math.max(1, values.size() / SAMPLE);
    List<Object[]> sample = new ArrayList<>(SAMPLE);
    for (int i = 0; i < values.size(); i += step) {
      sample.add(values.get(i));
    }
    dictionaries.fields("", rows, sample);
    return dictionaries.without;
  }

  private void fields(String prefix, StructType type, List<Object[]> structs) {
    for (int i = 0; i < type.length(); i++) {
      int at = i;
      String path = prefix + type.at(i).getName();
      DataType field = type.at(i).getDataType();
      List<Object> values = structs.stream().map(s -> s[at]).filter(Objects::nonNull).toList();
      if (field instanceof StructType struct) {
        fields(path + '.', struct, values.stream().map(Object[].class::cast).toList());
      } else if (!(field instanceof ArrayType || field instanceof MapType)
          && !repeats(field, values)) {
        without.add(path);
      }
    }
  }

  /** Whether at most every second value is a new one; of bytes nobody asks. */
  private static boolean repeats(DataType type, List<Object> values) {
    return !(type instanceof BinaryType || type instanceof BooleanType)
        && new HashSet<>(values).size() * 2 <= values.size();
  }
}
