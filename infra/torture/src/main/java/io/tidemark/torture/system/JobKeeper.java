package io.tidemark.torture.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps {@code run} running: when it ends by itself it is started again, as a supervisor does, and
 * the end is remembered.
 */
public final class JobKeeper implements AutoCloseable {
  private static final Duration PROGRESS = Duration.ofMinutes(3);
  private static final long PAUSE_MS = 500;

  /**
   * A job that ended by itself.
   *
   * @param atMs the clock's time
   * @param said the last lines of what it said
   */
  public record Death(long atMs, int code, String said) {}

  private final Tidemark tidemark;
  private final List<Death> deaths = new ArrayList<>();
  private final Thread keeper = new Thread(this::keep, "job keeper");
  private Process job;
  private Path errors;
  private AtomicInteger batches = new AtomicInteger();
  private int starts;
  private boolean held;
  private boolean ended;

  public JobKeeper(Tidemark tidemark) {
    this.tidemark = tidemark;
    keeper.setDaemon(true);
  }

  /** Start the job, and keep it from now on. */
  public synchronized void start() {
    launch("");
    keeper.start();
  }

  /** Start the job, which is held, so that it halts at a failpoint. */
  public synchronized void start(String failpoint) {
    launch("-Dtidemark.failpoint=" + failpoint);
  }

  private void launch(String flags) {
    try {
      starts++;
      errors = tidemark.logs().resolve("job-%02d.err".formatted(starts));
      Process process =
          Children.start(
              tidemark.builder(List.of("run", "--json"), flags).redirectError(errors.toFile()));
      process.getOutputStream().close();
      AtomicInteger counter = new AtomicInteger();
      Thread reader = new Thread(() -> count(process, counter), "stdout of the job");
      reader.setDaemon(true);
      reader.start();
      job = process;
      batches = counter;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void count(Process process, AtomicInteger counter) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      while (lines.readLine() != null) {
        counter.incrementAndGet();
      }
    } catch (IOException killed) {
      // Its pipe went with it.
    }
  }

  private void keep() {
    while (true) {
      Waiting.sleep(PAUSE_MS);
      synchronized (this) {
        if (ended) {
          return;
        }
        if (!held && !job.isAlive()) {
          deaths.add(new Death(System.currentTimeMillis(), job.exitValue(), said()));
          launch("");
        }
      }
    }
  }

  private String said() {
    try {
      return Said.end(Files.readString(errors));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Wait until the job that runs now has finished a micro-batch; whether it did. */
  public boolean awaitProgress() {
    return awaitProgress(PROGRESS);
  }

  /** The same, for so long. */
  public boolean awaitProgress(Duration patience) {
    return Waiting.until(patience, () -> alive() && batches() > 0);
  }

  private synchronized int batches() {
    return batches.get();
  }

  public synchronized boolean alive() {
    return job.isAlive();
  }

  public synchronized ProcessHandle process() {
    return job.toHandle();
  }

  /** How often the job ended by itself, and how. */
  public synchronized List<Death> deaths() {
    return List.copyOf(deaths);
  }

  public synchronized int starts() {
    return starts;
  }

  /**
   * {@code kill -9} now; the next start is for {@link #resume}.
   *
   * @return whether it was alive and ended by the signal
   */
  public synchronized boolean kill() {
    held = true;
    boolean alive = job.isAlive();
    job.destroyForcibly().onExit().join();
    return alive && job.exitValue() == 128 + 9;
  }

  /** Do not start it again when it ends. */
  public synchronized void hold() {
    held = true;
  }

  /** Wait for its end by itself; its last words, or null if it goes on. */
  public String awaitEnd(Duration patience) {
    Process current;
    synchronized (this) {
      current = job;
    }
    try {
      return current.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS) ? said() : null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CouldNotTell("interrupted", e);
    }
  }

  /** How the last job ended, which has. */
  public synchronized int exitCode() {
    return job.exitValue();
  }

  /** Start the job again. */
  public synchronized void resume() {
    if (!job.isAlive()) {
      launch("");
    }
    held = false;
  }

  /**
   * Ask it to end and wait.
   *
   * @return its exit code
   */
  public int stop(Duration patience) {
    hold();
    Process current;
    synchronized (this) {
      current = job;
    }
    current.destroy();
    try {
      if (!current.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        current.destroyForcibly().onExit().join();
      }
      return current.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CouldNotTell("interrupted", e);
    }
  }

  /** End it by force if it still runs. */
  @Override
  public synchronized void close() {
    ended = true;
    if (job != null) {
      Servers.signal("CONT", job.pid());
      job.destroyForcibly();
    }
  }
}
