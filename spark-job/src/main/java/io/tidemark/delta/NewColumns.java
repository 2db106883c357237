package io.tidemark.delta;

import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.types.FieldMetadata;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.util.UUID;

/**
 * Gives the new columns of a table a name in its files that no column ever had: Kernel takes their
 * own, under which the files may hold the values of a column that is gone.
 */
final class NewColumns {
  private NewColumns() {}

  /** Whether a field is that of a column that the table has. */
  static boolean isKnown(StructField field) {
    return field.getMetadata().contains(ColumnMapping.COLUMN_MAPPING_ID_KEY);
  }

  /**
   * The schema with every column known.
   *
   * @param lastId the highest number that a column of the table ever had
   */
  static StructType named(StructType schema, long lastId) {
    StructType named = new StructType();
    long id = lastId;
    for (StructField field : schema.fields()) {
      named =
          named.add(
              isKnown(field)
                  ? field
                  : new StructField(
                      field.getName(),
                      field.getDataType(),
                      field.isNullable(),
                      FieldMetadata.builder()
                          .putLong(ColumnMapping.COLUMN_MAPPING_ID_KEY, ++id)
                          .putString(
                              ColumnMapping.COLUMN_MAPPING_PHYSICAL_NAME_KEY,
                              "col-" + UUID.randomUUID())
                          .build()));
    }
    return named;
  }
}
