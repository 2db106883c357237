package io.tidemark.torture.lake;

import io.delta.kernel.Scan;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.engine.FileReadResult;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** A Delta table at its latest version. */
public final class DeltaTable {
  private static final Engine ENGINE = DefaultEngine.create(new Configuration());

  private final Snapshot snapshot;

  private DeltaTable(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /** The table in a folder, or empty if there is none. */
  public static Optional<DeltaTable> open(Path folder) {
    if (!Files.isDirectory(folder.resolve("_delta_log"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(new DeltaTable(TableManager.loadSnapshot("file:" + folder).build(ENGINE)));
    } catch (TableNotFoundException e) {
      return Optional.empty(); // It is being made.
    }
  }

  /** The rows of the table in a folder; none where there is no table. */
  public static List<Map<String, Object>> rows(Path folder) {
    return open(folder).map(DeltaTable::rows).orElse(List.of());
  }

  public long version() {
    return snapshot.getVersion();
  }

  /** Column names in order. */
  public List<String> columns() {
    return snapshot.getSchema().fieldNames();
  }

  /** What the table's commits carry in a domain. */
  public Optional<String> domain(String name) {
    return snapshot.getDomainMetadata(name);
  }

  /**
   * Every row, by column. Values are Java's own for the type: dates as days and timestamps as
   * microseconds since 1970, structs as maps, arrays as lists.
   */
  public List<Map<String, Object>> rows() {
    Scan scan = snapshot.getScanBuilder().build();
    Row state = scan.getScanState(ENGINE);
    StructType physical = ScanStateRow.getPhysicalDataReadSchema(state);
    List<Map<String, Object>> rows = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(ENGINE)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> files = batches.next().getRows()) {
          while (files.hasNext()) {
            read(state, physical, files.next(), rows);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + snapshot.getPath(), e);
    }
    return rows;
  }

  private static void read(Row state, StructType physical, Row file, List<Map<String, Object>> rows)
      throws IOException {
    FileStatus status = InternalScanFileUtils.getAddFileStatus(file);
    CloseableIterator<ColumnarBatch> data =
        ENGINE
            .getParquetHandler()
            .readParquetFiles(
                io.delta.kernel.internal.util.Utils.singletonCloseableIterator(status),
                physical,
                Optional.empty())
            .map(FileReadResult::getData);
    try (CloseableIterator<FilteredColumnarBatch> logical =
        Scan.transformPhysicalData(ENGINE, state, file, data)) {
      while (logical.hasNext()) {
        FilteredColumnarBatch batch = logical.next();
        StructType schema = batch.getData().getSchema();
        try (CloseableIterator<Row> live = batch.getRows()) {
          while (live.hasNext()) {
            rows.add(map(schema, live.next()));
          }
        }
      }
    }
  }

  private static Map<String, Object> map(StructType schema, Row row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < schema.length(); i++) {
      values.put(schema.at(i).getName(), Values.of(row, i));
    }
    return values;
  }
}
