package io.tidemark.delta;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rows that take the place of all rows of a table: written file by file, in bounded memory, and
 * seen all at once. Thread-safe but for the commit.
 */
public final class Replacement {
  private final IndexedTable table;
  private final DataFileWriter writer;
  private final List<DataFile> files = new ArrayList<>();

  Replacement(IndexedTable table, DataFileWriter writer) {
    this.table = table;
    this.writer = writer;
  }

  /**
   * Write rows into files of their own.
   *
   * @param rows in the schema's order
   * @return size of the files in bytes
   */
  public long write(List<Object[]> rows) {
    List<DataFile> written = writer.write(rows, true);
    synchronized (files) {
      files.addAll(written);
    }
    return written.stream().mapToLong(file -> file.add().getSize()).sum();
  }

  /** Delete what was written; the table stays as it is. */
  public void discard() {
    synchronized (files) {
      writer.delete(files);
      files.clear();
    }
  }

  /**
   * Let what was written take the place of all rows. The table must have the shape that it had when
   * the replacement began.
   *
   * @param domains domain metadata to set in the same commit
   * @return the version that it made
   */
  public long commit(Map<String, String> domains) {
    synchronized (files) {
      table.replace(List.copyOf(files), domains);
    }
    return table.version();
  }
}
