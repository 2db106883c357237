package io.tidemark.bench.run;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What has to be ended before this JVM is, also when a signal ends it: what was added first goes
 * first.
 */
public final class Cleanup {
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /** Everything is ended by a hook of this JVM at the latest. */
  public static Cleanup atExit() {
    Cleanup cleanup = new Cleanup();
    Runtime.getRuntime().addShutdownHook(new Thread(cleanup::run, "end"));
    return cleanup;
  }

  /** Remember something that can be closed twice. */
  public synchronized <T extends AutoCloseable> T add(T resource) {
    open.add(resource);
    return resource;
  }

  private synchronized void run() {
    for (AutoCloseable resource : open) {
      try {
        resource.close();
      } catch (Exception e) {
        System.err.println("bench: something is left: " + e);
      }
    }
  }
}
