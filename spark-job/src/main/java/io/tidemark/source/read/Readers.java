package io.tidemark.source.read;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.DecoderSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Readers that wait for their next use, as many as were ever in use at once: they keep their
 * connections and what they know of the topics.
 */
final class Readers implements AutoCloseable {
  /** Kafka may be away for some time, and comes back. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Map<String, String> options;
  private final DecoderSettings decoder;
  private final Deque<MessageReader> idle = new ArrayDeque<>();
  private boolean closed;

  Readers(Map<String, String> options, DecoderSettings decoder) {
    this.options = options;
    this.decoder = decoder;
  }

  /** As {@link MessageReader#read}, with any of them; several threads may. */
  boolean read(
      Collection<OffsetRange> ranges, Map<TopicPartition, Long> rooms, Consumer<Decoded> visitor) {
    MessageReader reader = take();
    boolean well = false;
    try {
      boolean all = reader.read(ranges, rooms, visitor);
      well = true;
      return all;
    } finally {
      giveBack(reader, well);
    }
  }

  private MessageReader take() {
    synchronized (idle) {
      MessageReader reader = idle.pollFirst();
      return reader != null ? reader : new MessageReader(options, decoder, PATIENCE);
    }
  }

  /** After a failure nobody knows what state it is in. */
  private void giveBack(MessageReader reader, boolean well) {
    synchronized (idle) {
      if (well && !closed) {
        idle.addFirst(reader);
        return;
      }
    }
    reader.close();
  }

  @Override
  public void close() {
    synchronized (idle) {
      closed = true;
      idle.forEach(MessageReader::close);
      idle.clear();
    }
  }
}
