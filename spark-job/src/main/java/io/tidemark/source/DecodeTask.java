package io.tidemark.source;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.Decoder;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.Headers;
import io.tidemark.decode.KafkaPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import scala.collection.Seq;

/**
 * Decodes Kafka's rows where they are read, and packs them for the driver: many messages a chunk,
 * so that what they share, such as their schema, travels once.
 */
final class DecodeTask implements MapPartitionsFunction<Row, byte[]> {
  private static final long serialVersionUID = 1L;
  private static final int CHUNK = 2000;

  /** The columns of Kafka's source that a task takes, in this order. */
  static final String[] COLUMNS = {
    "topic", "partition", "offset", "timestamp", "key", "value", "headers"
  };

  private final DecoderSettings settings;

  DecodeTask(DecoderSettings settings) {
    this.settings = settings;
  }

  @Override
  public Iterator<byte[]> call(Iterator<Row> rows) {
    Decoder decoder = new Decoder(settings);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public byte[] next() {
        List<Decoded> chunk = new ArrayList<>();
        while (rows.hasNext() && chunk.size() < CHUNK) {
          chunk.add(decode(decoder, rows.next()));
        }
        return pack(chunk);
      }
    };
  }

  private static Decoded decode(Decoder decoder, Row row) {
    KafkaPosition at =
        new KafkaPosition(
            row.getString(0), row.getInt(1), row.getLong(2), row.getTimestamp(3).getTime());
    Seq<Row> headers = row.isNullAt(6) ? null : row.getSeq(6);
    return decoder.decode(at, row.<byte[]>getAs(4), row.<byte[]>getAs(5), headers(headers));
  }

  private static Headers headers(Seq<Row> headers) {
    if (headers == null) {
      return Headers.NONE;
    }
    return name -> {
      for (int i = 0; i < headers.size(); i++) {
        if (headers.apply(i).getString(0).equals(name)) {
          return headers.apply(i).<byte[]>getAs(1);
        }
      }
      return null;
    };
  }

  private static byte[] pack(List<Decoded> chunk) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(chunk);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return bytes.toByteArray();
  }

  /** The messages of a chunk, in their order. */
  static List<Decoded> unpack(byte[] chunk) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(chunk))) {
      List<Decoded> messages = new ArrayList<>();
      for (Object message : (List<?>) in.readObject()) {
        messages.add((Decoded) message);
      }
      return messages;
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException("a chunk of this very job can't be read", e);
    }
  }
}
