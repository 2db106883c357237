package io.tidemark.delta;

import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.types.MetadataColumnSpec;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.DataFileStatus;
import io.delta.kernel.utils.FileStatus;
import io.tidemark.delta.parquet.ParquetRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.Path;

/** Reads and writes Parquet files, row by row. */
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

  /**
   * Write a file of a name of its own.
   *
   * @param folder to write it to
   * @param columns of the rows, by the names that they have in the file
   * @param counted those of them that are to have statistics
   * @return the one file
   */
  static CloseableIterator<DataFileStatus> write(
      FileIO storage, String folder, StructType columns, List<Object[]> rows, List<Column> counted)
      throws IOException {
    String name = new Path(folder, UUID.randomUUID() + ".parquet").toString();
    DataFileStatistics statistics =
        ParquetRows.write(
            storage.newOutputFile(name), columns, rows, Storage.compression(storage), counted);
    FileStatus written = storage.getFileStatus(name);
    return Utils.singletonCloseableIterator(
        new DataFileStatus(
            name, written.getSize(), written.getModificationTime(), Optional.of(statistics)));
  }
}
