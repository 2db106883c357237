package io.tidemark.source.read;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.source.pack.ChunkWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.api.java.function.FlatMapFunction;

/**
 * Reads and decodes in an executor, and packs the messages for the driver, many a chunk; an empty
 * chunk says that room was used up before all was read.
 */
final class DecodeTask implements FlatMapFunction<Iterator<List<OffsetRange>>, byte[]> {
  private static final long serialVersionUID = 1L;

  /** A chunk is somewhat larger, by its last message. */
  private static final int CHUNK_BYTES = 256 * 1024;

  /** Of this executor: a query reads with the same settings whenever it begins. */
  private static final Map<List<Object>, Readers> READERS = new ConcurrentHashMap<>();

  private final HashMap<String, String> options;
  private final DecoderSettings decoder;
  private final HashMap<TopicPartition, Long> rooms;

  /**
   * Read with these settings.
   *
   * @param options of Kafka's client
   * @param rooms of each partition, as {@link MessageReader#read} has them
   */
  DecodeTask(
      Map<String, String> options, DecoderSettings decoder, Map<TopicPartition, Long> rooms) {
    this.options = new HashMap<>(options);
    this.decoder = decoder;
    this.rooms = new HashMap<>(rooms);
  }

  @Override
  public Iterator<byte[]> call(Iterator<List<OffsetRange>> shares) {
    Readers readers =
        READERS.computeIfAbsent(
            List.of(options, decoder), settings -> new Readers(options, decoder));
    Chunks chunks = new Chunks();
    boolean all = true;
    while (shares.hasNext()) {
      all &= readers.read(shares.next(), rooms, chunks::add);
    }
    return chunks.end(all);
  }

  private static final class Chunks {
    private final List<byte[]> full = new ArrayList<>();
    private ChunkWriter chunk = new ChunkWriter();

    void add(Decoded message) {
      chunk.add(message);
      if (chunk.size() >= CHUNK_BYTES) {
        full.add(chunk.toBytes());
        chunk = new ChunkWriter();
      }
    }

    Iterator<byte[]> end(boolean all) {
      if (chunk.size() > 0) {
        full.add(chunk.toBytes());
      }
      if (!all) {
        full.add(new byte[0]);
      }
      return full.iterator();
    }
  }
}
