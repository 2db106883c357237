package io.tidemark.delta;

import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.hadoopio.HadoopFileIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** The files of a table, wherever it lies. */
final class Storage {
  /** As Delta's other writers compress; Kernel by itself does not. */
  private static final String COMPRESSION = "snappy";

  private Storage() {}

  /**
   * The files of tables at a place.
   *
   * @param path with its scheme
   */
  static FileIO of(Configuration hadoop, String path) {
    Configuration settings = hadoop;
    if (hadoop.get(ParquetOutputFormat.COMPRESSION) == null) {
      settings = new Configuration(hadoop);
      settings.set(ParquetOutputFormat.COMPRESSION, COMPRESSION);
    }
    boolean here = "file".equals(new Path(path).toUri().getScheme());
    return here ? new LocalFiles(settings) : new HadoopFileIO(settings);
  }

  /** How data files are compressed. */
  static CompressionCodecName compression(FileIO storage) {
    return CompressionCodecName.fromConf(
        storage.getConf(ParquetOutputFormat.COMPRESSION).orElse(COMPRESSION));
  }
}
