package io.tidemark.stack.demo;

import io.tidemark.stack.home.Home;
import io.tidemark.stack.report.StackFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the Spark job running: started again when it dies, which loses nothing, unless it keeps
 * dying.
 */
final class JobKeeper {
  /** A job that ends sooner than this after its start has not really run. */
  private static final Duration SHORT_LIFE = Duration.ofSeconds(30);

  private static final int SHORT_LIVES = 3;

  /** The job finishes its micro-batch first. */
  private static final Duration ENDING = Duration.ofSeconds(60);

  private final Tidemark tidemark;
  private final Home home;
  private final Figures figures;
  private Child job;
  private long startedAt;
  private int shortLives;
  private int restarts;

  JobKeeper(Tidemark tidemark, Home home, Figures figures) {
    this.tidemark = tidemark;
    this.home = home;
    this.figures = figures;
  }

  void start() {
    startedAt = System.nanoTime();
    job = tidemark.start(List.of("run", "--json"), figures::add);
  }

  long pid() {
    return job.pid();
  }

  int restarts() {
    return restarts;
  }

  /**
   * Start the job again if it has ended.
   *
   * @return what to tell the user about that; empty while it runs
   */
  Optional<String> check() throws InterruptedException {
    if (job.alive()) {
      return Optional.empty();
    }
    int code = job.await();
    long lived = System.nanoTime() - startedAt;
    shortLives = lived < SHORT_LIFE.toNanos() ? shortLives + 1 : 0;
    if (shortLives >= SHORT_LIVES) {
      throw StackFailure.of(
          "The Spark job does not stay alive",
          "it has ended "
              + SHORT_LIVES
              + " times soon after its start, last with exit code "
              + code
              + ". "
              + job.complaint(),
          "mend what " + home.log("run") + " says; './tidemark run' starts it alone");
    }
    long before = job.pid();
    start();
    restarts++;
    return Optional.of(
        "The Spark job (process "
            + before
            + ") ended with exit code "
            + code
            + "; started it again as process "
            + job.pid());
  }

  /** Let the job finish its micro-batch and end. Does nothing where it has not been started. */
  void stop() throws InterruptedException {
    if (job != null) {
      job.end(ENDING);
    }
  }
}
