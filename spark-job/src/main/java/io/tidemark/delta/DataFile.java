package io.tidemark.delta;

import io.delta.kernel.internal.actions.AddFile;
import java.net.URI;
import org.apache.hadoop.fs.Path;
import org.roaringbitmap.RoaringBitmap;

/**
 * A data file of a table's current version.
 *
 * @param add what the log says of it
 * @param deleted numbers of its rows that are no longer there; not to be changed
 */
record DataFile(AddFile add, RoaringBitmap deleted) {
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

  /** Rows in the file, the deleted ones too. */
  long rows() {
    return add.getNumRecords()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the data file '" + path() + "' has no row count in the Delta log"));
  }

  long liveRows() {
    return rows() - deleted.getLongCardinality();
  }
}
