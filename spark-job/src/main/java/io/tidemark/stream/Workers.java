package io.tidemark.stream;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** A few threads for work on different tables at the same time. */
final class Workers implements AutoCloseable {
  private static final int MOST = 8;

  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          Math.min(MOST, Math.max(2, Runtime.getRuntime().availableProcessors())),
          task -> {
            Thread thread = new Thread(task, "tidemark-table");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Do something beside what this thread goes on to do.
   *
   * @return waits until it is done, and fails where it failed; several threads may
   */
  Runnable beside(Runnable work) {
    Future<?> future = threads.submit(work);
    return () -> get(future);
  }

  /** Do the same with all, and wait for every one of them, whatever happens to the others. */
  <T, R> List<R> all(Collection<T> items, Function<T, R> work) {
    List<Future<R>> futures = new ArrayList<>();
    for (T item : items) {
      futures.add(threads.submit(() -> work.apply(item)));
    }
    List<R> results = new ArrayList<>();
    RuntimeException failure = null;
    for (Future<R> future : futures) {
      try {
        results.add(get(future));
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return results;
  }

  private static <R> R get(Future<R> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while tables were written", e);
    }
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
