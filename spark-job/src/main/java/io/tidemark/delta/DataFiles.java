package io.tidemark.delta;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.types.MetadataColumnSpec;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Reads Parquet files, row by row. */
final class DataFiles {
  private DataFiles() {}

  /**
   * Read a file.
   *
   * @param columns to read, by the names that they have in the file
   * @param visitor is given each row's number in the file and its values in the order of columns;
   *     the array is its own to keep
   */
  static void read(Engine engine, FileStatus file, StructType columns, RowVisitor visitor) {
    StructType numbered =
        columns.add(StructField.createMetadataColumn("_row_index", MetadataColumnSpec.ROW_INDEX));
    try (CloseableIterator<FileReadResult> batches =
        engine
            .getParquetHandler()
            .readParquetFiles(Utils.singletonCloseableIterator(file), numbered, Optional.empty())) {
      while (batches.hasNext()) {
        visit(batches.next(), columns.length(), visitor);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read '" + file.getPath() + "'", e);
    }
  }

  private static void visit(FileReadResult batch, int columns, RowVisitor visitor) {
    ColumnVector[] vectors = new ColumnVector[columns + 1];
    for (int i = 0; i <= columns; i++) {
      vectors[i] = batch.getData().getColumnVector(i);
    }
    for (int row = 0; row < batch.getData().getSize(); row++) {
      Object[] values = new Object[columns];
      for (int i = 0; i < columns; i++) {
        values[i] = Values.at(vectors[i], row);
      }
      visitor.row(Math.toIntExact(vectors[columns].getLong(row)), values);
    }
  }
}
