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
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * How the images of one source schema become rows of a mirror. A column that the image lacks (it
 * was dropped at the source) is null.
 */
final class RowLayout {
  private final int width;
  private final int[] places;
  private final List<UnaryOperator<Object>> conversions;

  private RowLayout(int width, int[] places, List<UnaryOperator<Object>> conversions) {
    this.width = width;
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
   *
   * @param late whether the source has another shape by now: a column of a type that can't hold
   *     these values stays as it is. Else a new one takes its place, without any row's value
   */
  static StructType fitting(StructType mirror, RowSchema source, boolean late) {
    List<StructField> fields = new ArrayList<>(mirror.fields());
    if (!late) {
      fields.removeIf(field -> isAlike(field.getName(), source));
    }
    for (Column column : source.columns()) {
      int place = new StructType(fields).indexOf(column.name());
      if (place < 0) {
        fields.add(
            fields.size() - 1, new StructField(column.name(), LakeTypes.of(column.type()), true));
      } else if (!holds(fields.get(place).getDataType(), column.type())) {
        StructField field = fields.get(place);
        Optional<DataType> wide = LakeTypes.widened(field.getDataType(), column.type());
        if (wide.isPresent()) {
          fields.set(
              place, new StructField(field.getName(), wide.get(), true, field.getMetadata()));
        } else if (!late) {
          fields.set(place, new StructField(column.name(), LakeTypes.of(column.type()), true));
        }
      }
    }
    return new StructType(fields);
  }

  /** The columns of a source that the mirror's can't hold, even if they are widened. */
  static Set<String> impossible(StructType mirror, RowSchema source) {
    Set<String> names = new TreeSet<>();
    for (Column column : source.columns()) {
      int place = mirror.indexOf(column.name());
      if (place >= 0
          && !holds(mirror.at(place).getDataType(), column.type())
          && LakeTypes.widened(mirror.at(place).getDataType(), column.type()).isEmpty()) {
        names.add(column.name());
      }
    }
    return names;
  }

  /**
   * The mirror's schema with other names of columns; the rows keep their values.
   *
   * @param names the new name by the old one
   * @param gone columns that may go where their name is needed
   * @return empty if another column has a name already
   */
  static Optional<StructType> renamed(
      StructType mirror, Map<String, String> names, Collection<String> gone) {
    StructType renamed = new StructType();
    Set<String> taken = new HashSet<>();
    names.forEach(
        (old, name) -> {
          if (mirror.indexOf(old) >= 0) {
            taken.add(name.toLowerCase(Locale.ROOT));
          }
        });
    for (StructField field : mirror.fields()) {
      String name = names.get(field.getName());
      boolean inTheWay = name == null && taken.contains(field.getName().toLowerCase(Locale.ROOT));
      if (inTheWay && !gone.contains(field.getName())) {
        return Optional.empty();
      }
      if (!inTheWay) {
        renamed =
            renamed.add(
                new StructField(
                    name == null ? field.getName() : name,
                    field.getDataType(),
                    field.isNullable(),
                    field.getMetadata()));
      }
    }
    return Optional.of(renamed);
  }

  /** Whether a column is gone that only its case told from one of the source's. */
  private static boolean isAlike(String name, RowSchema source) {
    return source.indexOf(name) < 0
        && source.columns().stream().anyMatch(column -> column.name().equalsIgnoreCase(name));
  }

  private static boolean holds(DataType column, ColumnType values) {
    return LakeTypes.conversion(values, column).isPresent();
  }

  /**
   * Why a mirror can't take rows of this schema, whatever columns it is given; empty if it can.
   *
   * @param late whether the source has another shape by now
   */
  static Optional<String> obstacle(StructType mirror, RowSchema source, boolean late) {
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
      if (place < 0 && late) {
        Optional<String> alike =
            mirror.fieldNames().stream().filter(column.name()::equalsIgnoreCase).findFirst();
        if (alike.isPresent()) {
          return Optional.of(
              "the column name '%s' differs only in its case from the mirror's '%s', which Delta"
                      .formatted(column.name(), alike.get())
                  + " can't tell apart");
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The layout for a mirror that has all columns of the source. Values that a column can't hold,
   * which only late changes have, are NULL.
   */
  static RowLayout of(StructType mirror, RowSchema source) {
    int[] places = new int[source.columns().size()];
    List<UnaryOperator<Object>> conversions = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      Column column = source.columns().get(i);
      places[i] = mirror.indexOf(column.name());
      conversions.add(
          LakeTypes.conversion(column.type(), mirror.at(places[i]).getDataType())
              .orElse(value -> null));
    }
    return new RowLayout(mirror.length(), places, conversions);
  }

  /**
   * The image in the mirror's order; {@code _cdc}, the last, is left null. A value that the image
   * has a text of is an {@link Unrepresentable}, until {@link RowMetadata#seal}.
   *
   * @param sent the image's own shape
   */
  Object[] row(Image image, RowSchema sent) {
    Object[] row = new Object[width];
    for (int i = 0; i < places.length; i++) {
      Object value = image.value(i);
      Object converted =
          value == null || value instanceof Unavailable ? value : conversions.get(i).apply(value);
      String text = image.unrepresentable().get(sent.columns().get(i).name());
      row[places[i]] = text == null ? converted : new Unrepresentable(converted, text);
    }
    return row;
  }
}
