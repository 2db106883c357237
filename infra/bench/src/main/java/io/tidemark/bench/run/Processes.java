package io.tidemark.bench.run;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The contenders' processes, one at a time. None is left when this JVM ends. */
public final class Processes {
  private Process running;
  private boolean closed;

  /**
   * Run one to its end.
   *
   * @return its exit code
   * @throws IOException also if it takes longer than {@code patience}; it is killed then
   */
  int run(ProcessBuilder builder, Duration patience) throws IOException, InterruptedException {
    Process process = start(builder);
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      kill(process);
      throw new IOException("it still ran after " + patience.toMinutes() + " minutes");
    }
    return process.exitValue();
  }

  private synchronized Process start(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new IOException("the run is being ended");
    }
    running = builder.start();
    return running;
  }

  /** Kill what runs; from now on nothing can be started. */
  public synchronized void close() {
    closed = true;
    if (running != null) {
      kill(running);
    }
  }

  private static void kill(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }
}
