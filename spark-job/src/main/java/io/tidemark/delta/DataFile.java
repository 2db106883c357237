package io.tidemark.delta;

import io.delta.kernel.internal.actions.AddFile;
import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.roaringbitmap.RoaringBitmap;

/**
 * A data file of a table's current version.
 *
 * @param add what the log says of it
 * @param rows rows in the file, the deleted ones too
 * @param deleted numbers of its rows that are no longer there; not to be changed
 */
record DataFile(AddFile add, long rows, RoaringBitmap deleted) {
  static DataFile of(AddFile add, RoaringBitmap deleted) {
    long rows =
        add.getNumRecords() // reads JSON at each call
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "the data file '%s' has no row count in the Delta log"
                            .formatted(add.getPath())));
    return new DataFile(add, rows, deleted);
  }

  /** Its name in the log: what identifies it. */
  String path() {
    return add.getPath();
  }

  String absolutePath(String tablePath) {
    URI uri = URI.create(path());
    return uri.isAbsolute()
        ? new Path(uri).toString()
        : new Path(tablePath, uri.getPath()).toString();
  }

  long liveRows() {
    return rows - deleted.getLongCardinality();
  }
}
