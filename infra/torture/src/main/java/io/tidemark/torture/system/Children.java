package io.tidemark.torture.system;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The child processes of this JVM. Once it is being ended, whatever else its threads are at, none
 * of them starts another one.
 */
public final class Children {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static Thread ender;

  private Children() {}

  /**
   * Start one. While this JVM is being ended only its hook can; any other thread waits here, for
   * good.
   */
  public static synchronized Process start(ProcessBuilder builder) throws IOException {
    while (ender != null && ender != Thread.currentThread()) {
      try {
        Children.class.wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CouldNotTell("the run is being ended", e);
      }
    }
    return builder.start();
  }

  /** Kill all, with all that they have started. */
  public static void kill() {
    Waiting.until(
        SOON,
        () -> {
          List<ProcessHandle> left = ProcessHandle.current().descendants().toList();
          left.forEach(ProcessHandle::destroyForcibly);
          return left.isEmpty();
        });
  }

  /** Kill all; from now on the calling thread alone can start any. For a shutdown hook. */
  public static void killForGood() {
    synchronized (Children.class) {
      ender = Thread.currentThread();
    }
    kill();
  }
}
