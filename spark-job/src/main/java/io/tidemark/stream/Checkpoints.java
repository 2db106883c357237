package io.tidemark.stream;

import io.tidemark.lake.LakeLayout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Spark's checkpoints, which hold nothing that matters: a query has one made anew, wherever it
 * begins.
 */
final class Checkpoints {
  private final Path folder;
  private final Configuration hadoop;

  /** None yet; those of an earlier job are cleared away. */
  Checkpoints(LakeLayout layout, Configuration hadoop) {
    this.folder = new Path(layout.housekeeping(), "checkpoint");
    this.hadoop = hadoop;
    clear();
  }

  /** A place for another one. */
  String next() {
    return new Path(folder, UUID.randomUUID().toString()).toString();
  }

  void clear() {
    try {
      folder.getFileSystem(hadoop).delete(folder, true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear '" + folder + "'", e);
    }
  }
}
