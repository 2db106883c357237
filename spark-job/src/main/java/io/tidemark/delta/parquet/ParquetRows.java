package io.tidemark.delta.parquet;

import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.statistics.DataFileStatistics;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.schema.MessageType;

/**
 * Writes rows that are in memory, one column after the other: each column's code and its buffers
 * stay close, and what a dictionary is worth is known before.
 */
public final class ParquetRows {
  /** The codecs' settings; to read Hadoop's anew for every file costs more than a small file. */
  private static final Configuration CODECS = new Configuration(false);

  private static final long ROW_GROUP_BYTES = ParquetWriter.DEFAULT_BLOCK_SIZE;
  private static final int MOST_ROWS = 1_000_000;

  /** Of so many rows one is weighed: to look at all values takes as long as to write some. */
  private static final int WEIGHED = 16;

  private final StructType types;
  private final MessageType schema;
  private final ParquetProperties properties;
  private final BytesInputCompressor compressor;

  private ParquetRows(StructType types, ParquetProperties properties, BytesInputCompressor codec) {
    this.types = types;
    this.schema = Fields.of(types);
    this.properties = properties;
    this.compressor = codec;
  }

  /**
   * Write a file.
   *
   * @param types the rows' columns with their names and field ids in the file
   * @param rows in the order of columns; values as {@link io.tidemark.decode.ColumnType} says, a
   *     struct's an {@code Object[]}
   * @param codec Parquet's name of how pages are compressed
   * @param columns those that are to have statistics, by their names in the file
   */
  public static DataFileStatistics write(
      OutputFile file,
      StructType types,
      List<Object[]> rows,
      CompressionCodecName codec,
      List<Column> columns)
      throws IOException {
    ParquetProperties.Builder properties =
        ParquetProperties.builder().withSizeStatisticsEnabled(false);
    Dictionaries.without(types, rows)
        .forEach(path -> properties.withDictionaryEncoding(path, false));
    CodecFactory codecs = new CodecFactory(CODECS, ParquetProperties.DEFAULT_PAGE_SIZE);
    try {
      return new ParquetRows(types, properties.build(), codecs.getCompressor(codec))
          .write(file, rows, columns);
    } finally {
      codecs.release();
    }
  }

  private DataFileStatistics write(OutputFile file, List<Object[]> rows, List<Column> columns)
      throws IOException {
    try (ParquetFileWriter out =
        new ParquetFileWriter(
            new ParquetOutput(file),
            schema,
            ParquetFileWriter.Mode.CREATE,
            ROW_GROUP_BYTES,
            ParquetWriter.MAX_PADDING_SIZE_DEFAULT,
            null,
            properties)) {
      out.start();
      int from = 0;
      while (from < rows.size()) {
        int to = groupEnd(rows, from);
        group(out, rows.subList(from, to));
        from = to;
      }
      out.end(Map.of());
      return Statistics.of(out.getFooter(), types, columns);
    }
  }

  private void group(ParquetFileWriter out, List<Object[]> rows) throws IOException {
    try (ColumnChunkPageWriteStore pages =
        new ColumnChunkPageWriteStore(
            compressor,
            schema,
            new HeapByteBufferAllocator(),
            properties.getColumnIndexTruncateLength(),
            properties.getPageWriteChecksumEnabled())) {
      for (int i = 0; i < types.length(); i++) {
        column(i, rows, pages);
      }
      out.startBlock(rows.size());
      pages.flushToFileWriter(out);
      out.endBlock();
    }
  }

  /** Columns have a store each, as Parquet's counts the rows that all its columns have. */
  private void column(int place, List<Object[]> rows, ColumnChunkPageWriteStore pages) {
    MessageType alone = new MessageType(schema.getName(), schema.getType(place));
    try (ColumnWriteStore store = properties.newColumnWriteStore(alone, pages, pages)) {
      StructField column = types.at(place);
      FieldWriter field = FieldWriter.of(column.getDataType(), alone, store, column.getName());
      for (Object[] row : rows) {
        field.write(row[place], 0);
        store.endRecord();
      }
      store.flush();
    }
  }

  /** Behind the last row of a group, which is about as large as it should be. */
  private static int groupEnd(List<Object[]> rows, int from) {
    long bytes = 0;
    int end = from;
    while (end < rows.size() && end - from < MOST_ROWS && bytes < ROW_GROUP_BYTES) {
      bytes += size(rows.get(end)) * WEIGHED;
      end = Math.min(rows.size(), end + WEIGHED);
    }
    return end;
  }

  /** About the bytes of a value; of all that has a fixed size as many as the largest takes. */
  private static long size(Object value) {
    if (value instanceof String text) {
      return text.length();
    } else if (value instanceof byte[] bytes) {
      return bytes.length;
    } else if (value instanceof Object[] fields) {
      long bytes = 0;
      for (Object field : fields) {
        bytes += size(field);
      }
      return bytes;
    } else if (value instanceof Collection<?> elements) {
      return elements.stream().mapToLong(ParquetRows::size).sum();
    } else if (value instanceof Map<?, ?> map) {
      return size(map.keySet()) + size(map.values());
    }
    return Long.BYTES;
  }
}
