package io.tidemark.source.read;

import io.tidemark.decode.Decoded;
import io.tidemark.decode.DecoderSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads with threads of this JVM. Where Spark's tasks run in it, too, or where there are few
 * messages, they would only be packed and unpacked in vain.
 */
public final class DriverReader implements BatchReader, AutoCloseable {
  private static final int MOST_THREADS = 8;

  private final int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
  private final ExecutorService executor =
      Executors.newFixedThreadPool(
          threads,
          task -> {
            Thread thread = new Thread(task, "tidemark-read");
            thread.setDaemon(true);
            return thread;
          });
  private final Readers readers;

  /**
   * Connect when there is something to read.
   *
   * @param options of Kafka's client
   */
  public DriverReader(Map<String, String> options, DecoderSettings decoder) {
    readers = new Readers(options, decoder);
  }

  /** What one of the threads has read. */
  private record Share(List<Decoded> messages, boolean all) {}

  @Override
  public boolean read(
      Collection<OffsetRange> ranges, Map<TopicPartition, Long> rooms, Consumer<Decoded> visitor) {
    List<Future<Share>> shares = new ArrayList<>();
    for (List<OffsetRange> some : OffsetRange.among(threads, ranges)) {
      shares.add(executor.submit(() -> share(some, rooms)));
    }
    boolean all = true;
    try {
      for (Future<Share> share : shares) {
        all &= share.get().all();
        share.get().messages().forEach(visitor);
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading Kafka", e);
    } finally {
      shares.forEach(share -> share.cancel(true));
    }
    return all;
  }

  private Share share(List<OffsetRange> ranges, Map<TopicPartition, Long> rooms) {
    List<Decoded> messages = new ArrayList<>();
    boolean all = readers.read(ranges, rooms, messages::add);
    return new Share(messages, all);
  }

  @Override
  public void close() {
    executor.shutdownNow();
    readers.close();
  }
}
