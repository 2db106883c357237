package io.tidemark.mirror;

import io.delta.kernel.types.DataType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.tidemark.decode.Column;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.Unavailable;
import io.tidemark.decode.value.Unrepresentable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * How the images of one source schema become rows of a mirror. A column that the image lacks (it
 * was dropped at the source) is null.
 */
final class RowLayout {
  private final int width;
  private final List<String> names;
  private final int[] places;
  private final List<UnaryOperator<Object>> conversions;

  private RowLayout(
      int width, List<String> names, int[] places, List<UnaryOperator<Object>> conversions) {
    this.width = width;
    this.names = names;
    this.places = places;
    this.conversions = conversions;
  }

  /** The mirror's schema for a table seen for the first time. */
  static StructType schema(RowSchema source) {
    StructType schema = new StructType();
    for (Column column : source.columns()) {
      schema = schema.add(column.name(), LakeTypes.of(column.type()));
    }
    return schema.add(RowMetadata.COLUMN, RowMetadata.TYPE);
  }

  /**
   * The mirror's schema with the columns that it lacks, before {@code _cdc}, and with those widened
   * that are too narrow.
   */
  static StructType fitting(StructType mirror, RowSchema source) {
    List<StructField> fields = new ArrayList<>(mirror.fields());
    for (Column column : source.columns()) {
      int place = mirror.indexOf(column.name());
      if (place < 0) {
        fields.add(
            fields.size() - 1, new StructField(column.name(), LakeTypes.of(column.type()), true));
      } else if (!holds(mirror.at(place).getDataType(), column.type())) {
        StructField field = mirror.at(place);
        DataType wide = LakeTypes.widened(field.getDataType(), column.type()).orElseThrow();
        fields.set(place, new StructField(field.getName(), wide, true, field.getMetadata()));
      }
    }
    return new StructType(fields);
  }

  private static boolean holds(DataType column, ColumnType values) {
    return LakeTypes.conversion(values, column).isPresent();
  }

  /** Why a mirror can't take rows of this schema, whatever columns it is given; empty if it can. */
  static Optional<String> obstacle(StructType mirror, RowSchema source) {
    Set<String> names = new HashSet<>();
    for (Column column : source.columns()) {
      if (column.name().equalsIgnoreCase(RowMetadata.COLUMN)) {
        return Optional.of(
            "the column name '%s' is taken by the mirror's own".formatted(column.name()));
      }
      if (!names.add(column.name().toLowerCase(Locale.ROOT))) {
        return Optional.of(
            "the column name '%s' stands twice but for its case, which Delta can't tell apart"
                .formatted(column.name()));
      }
      int place = mirror.indexOf(column.name());
      if (place < 0) {
        Optional<String> alike =
            mirror.fieldNames().stream().filter(column.name()::equalsIgnoreCase).findFirst();
        if (alike.isPresent()) {
          return Optional.of(
              "the column name '%s' differs only in its case from the mirror's '%s', which Delta"
                      .formatted(column.name(), alike.get())
                  + " can't tell apart");
        }
      } else if (!holds(mirror.at(place).getDataType(), column.type())
          && LakeTypes.widened(mirror.at(place).getDataType(), column.type()).isEmpty()) {
        return Optional.of(
            "the column '%s' is now of type '%s', and the mirror's is of type '%s'"
                .formatted(
                    column.name(), LakeTypes.of(column.type()), mirror.at(place).getDataType()));
      }
    }
    return Optional.empty();
  }

  /** The layout for a mirror that has all columns of the source. */
  static RowLayout of(StructType mirror, RowSchema source) {
    int[] places = new int[source.columns().size()];
    List<UnaryOperator<Object>> conversions = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      Column column = source.columns().get(i);
      places[i] = mirror.indexOf(column.name());
      conversions.add(
          LakeTypes.conversion(column.type(), mirror.at(places[i]).getDataType()).orElseThrow());
    }
    List<String> names = source.columns().stream().map(Column::name).toList();
    return new RowLayout(mirror.length(), names, places, conversions);
  }

  /**
   * The image in the mirror's order; {@code _cdc}, the last, is left null. A value that the image
   * has a text of is an {@link Unrepresentable}, until {@link RowMetadata#seal}.
   */
  Object[] row(Image image) {
    Object[] row = new Object[width];
    for (int i = 0; i < places.length; i++) {
      Object value = image.value(i);
      Object converted =
          value == null || value instanceof Unavailable ? value : conversions.get(i).apply(value);
      String text = image.unrepresentable().get(names.get(i));
      row[places[i]] = text == null ? converted : new Unrepresentable(converted, text);
    }
    return row;
  }
}
