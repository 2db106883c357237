package io.tidemark.stream;

/**
 * Stops the job when a signal ends this process, at whatever moment of its start the signal comes.
 * A shutdown hook that has to run before Spark's own.
 */
final class StopRequest implements Runnable {
  private Runnable stop;
  private boolean asked;

  /** Stop the job, and wait until it has stopped. */
  @Override
  public synchronized void run() {
    asked = true;
    if (stop != null) {
      stop.run();
    }
  }

  /** How to stop the job, now that there is one; at once if that was asked for already. */
  synchronized void means(Runnable stopOfJob) {
    stop = stopOfJob;
    if (asked) {
      stop.run();
    }
  }

  /** Whether it was asked for. */
  synchronized boolean asked() {
    return asked;
  }
}
