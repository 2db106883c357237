package io.tidemark.source;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.Headers;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.source.pack.ChunkWriter;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * Decodes Kafka's rows where they are read, and packs them for the driver, many messages a chunk.
 * It takes the rows as Spark has them inside: to make rows of Java values of them costs more than
 * to decode what they hold.
 */
final class DecodeTask implements FlatMapFunction<Iterator<InternalRow>, byte[]> {
  private static final long serialVersionUID = 1L;

  /** A chunk is somewhat larger, by its last message. */
  private static final int CHUNK_BYTES = 256 * 1024;

  private static final UTF8String NO_TOPIC = UTF8String.EMPTY_UTF8;

  private final DecoderSettings settings;
  private final int topic;
  private final int partition;
  private final int offset;
  private final int timestamp;
  private final int key;
  private final int value;
  private final int headers;

  /**
   * @param rows the columns of Kafka's source
   */
  DecodeTask(DecoderSettings settings, StructType rows) {
    this.settings = settings;
    topic = rows.fieldIndex("topic");
    partition = rows.fieldIndex("partition");
    offset = rows.fieldIndex("offset");
    timestamp = rows.fieldIndex("timestamp");
    key = rows.fieldIndex("key");
    value = rows.fieldIndex("value");
    headers = rows.fieldIndex("headers");
  }

  @Override
  public Iterator<byte[]> call(Iterator<InternalRow> rows) {
    return new Chunks(rows);
  }

  private final class Chunks implements Iterator<byte[]> {
    private final Iterator<InternalRow> rows;
    private final Decoder decoder = new Decoder(settings);
    private UTF8String latest = NO_TOPIC;
    private String latestTopic = "";

    Chunks(Iterator<InternalRow> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public byte[] next() {
      ChunkWriter chunk = new ChunkWriter();
      do {
        chunk.add(decode(rows.next()));
      } while (chunk.size() < CHUNK_BYTES && rows.hasNext());
      return chunk.toBytes();
    }

    private Decoded decode(InternalRow row) {
      KafkaPosition at =
          new KafkaPosition(
              topic(row.getUTF8String(topic)),
              row.getInt(partition),
              row.getLong(offset),
              TimeUnit.MICROSECONDS.toMillis(row.getLong(timestamp)));
      return decoder.decode(
          at,
          row.isNullAt(key) ? null : row.getBinary(key),
          row.isNullAt(value) ? null : row.getBinary(value),
          row.isNullAt(headers) ? Headers.NONE : headers(row.getArray(headers)));
    }

    /** A task reads one topic after the other. */
    private String topic(UTF8String name) {
      if (!name.equals(latest)) {
        latest = name.copy();
        latestTopic = name.toString();
      }
      return latestTopic;
    }
  }

  private static Headers headers(ArrayData headers) {
    return name -> {
      UTF8String wanted = UTF8String.fromString(name);
      for (int i = 0; i < headers.numElements(); i++) {
        InternalRow header = headers.getStruct(i, 2);
        if (header.getUTF8String(0).equals(wanted)) {
          return header.isNullAt(1) ? null : header.getBinary(1);
        }
      }
      return null;
    };
  }
}
