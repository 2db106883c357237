package io.tidemark.delta;

import io.delta.kernel.DataWriteContext;
import io.delta.kernel.Transaction;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.SingleAction;
import io.delta.kernel.internal.util.ColumnMapping;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Writes data files of one table, which nobody sees until a commit names them. Thread-safe. */
final class DataFileWriter {
  private final FileIO storage;
  private final Engine engine;
  private final String path;
  private final StructType physical;
  private final Row state;
  private final DataWriteContext context;

  /**
   * For a table as it is.
   *
   * @param transaction on it; it need not be committed
   */
  DataFileWriter(
      FileIO storage, Engine engine, String path, StructType schema, Transaction transaction) {
    this.storage = storage;
    this.engine = engine;
    this.path = path;
    physical =
        ColumnMapping.convertToPhysicalSchema(schema, schema, ColumnMapping.ColumnMappingMode.NAME);
    state = transaction.getTransactionState(engine);
    context = Transaction.getWriteContext(engine, state, Map.of());
  }

  /**
   * Write rows.
   *
   * @param rows in the schema's order
   * @param dataChange false if they only lay elsewhere before
   * @return the files, holding the rows in their order
   */
  List<DataFile> write(List<Object[]> rows, boolean dataChange) {
    List<DataFile> written = new ArrayList<>();
    if (rows.isEmpty()) {
      return written;
    }
    try (CloseableIterator<Row> adds =
        Transaction.generateAppendActions(
            engine,
            state,
            DataFiles.write(storage, path, physical, rows, context.getStatisticsColumns()),
            context)) {
      while (adds.hasNext()) {
        AddFile add = new AddFile(adds.next().getStruct(SingleAction.ADD_FILE_ORDINAL));
        written.add(LogActions.written(add, dataChange));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a data file of '" + path + "'", e);
    }
    return written;
  }

  /** Delete files that no commit names. */
  void delete(Collection<DataFile> files) {
    for (DataFile file : files) {
      try {
        storage.delete(file.absolutePath(path));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot delete a data file of '" + path + "'", e);
      }
    }
  }
}
