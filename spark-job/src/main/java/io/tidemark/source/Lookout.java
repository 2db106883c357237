package io.tidemark.source;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at something again and again, on a daemon thread of its own. A look that fails is told, and
 * the next one comes all the same: who watches must not stop in silence.
 */
public final class Lookout implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final String name;
  private final ScheduledExecutorService thread;

  private Lookout(String name) {
    this.name = name;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread daemon = new Thread(task, name);
              daemon.setDaemon(true);
              return daemon;
            });
  }

  /**
   * Look now, and again and again until closed.
   *
   * @param every the pause after each look
   */
  @SuppressWarnings("FutureReturnValueIgnored") // each look tells of its own failure
  public static Lookout start(String name, Duration every, Runnable look) {
    Lookout lookout = new Lookout(name);
    lookout.thread.scheduleWithFixedDelay(
        () -> lookout.once(look), 0, every.toMillis(), TimeUnit.MILLISECONDS);
    return lookout;
  }

  private void once(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException | Error e) {
      if (!thread.isShutdown()) {
        tell(e);
      }
    }
  }

  /** What fails in the world outside says enough by its message; else somebody has to look. */
  private void tell(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        LOG.warn("{}: a look failed; the next one comes all the same: {}", name, cause.toString());
        return;
      }
    }
    LOG.error("{}: a look failed; the next one comes all the same", name, failure);
  }

  /** Stop; a look that is under way is waited for, but not for long. */
  @Override
  public void close() {
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("{}: the last look is not over", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
