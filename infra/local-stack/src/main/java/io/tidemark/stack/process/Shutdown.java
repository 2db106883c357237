package io.tidemark.stack.process;

import io.tidemark.stack.report.StackFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a service is asked to end: signals in order, each with the time that it gets.
 *
 * @param steps the last one should be KILL
 */
public record Shutdown(List<Step> steps) {
  /** One signal, and how long to wait for the process to end. */
  public record Step(String signal, Duration patience) {}

  /** What a Java service understands. */
  public static final Shutdown JAVA =
      new Shutdown(
          List.of(
              new Step("TERM", Duration.ofSeconds(30)), new Step("KILL", Duration.ofSeconds(5))));

  /** PostgreSQL: roll back and close, then stop without closing, which recovery will make good. */
  public static final Shutdown POSTGRES =
      new Shutdown(
          List.of(
              new Step("INT", Duration.ofSeconds(60)),
              new Step("QUIT", Duration.ofSeconds(10)),
              new Step("KILL", Duration.ofSeconds(5))));

  /**
   * End a process and wait until it has ended.
   *
   * @return the signal that did it
   */
  public String end(ProcessIdentity process) {
    for (Step step : steps) {
      if (!process.alive()) {
        return "none";
      }
      signal(process, step.signal());
      if (gone(process, step.patience())) {
        return step.signal();
      }
    }
    throw StackFailure.of(
        "Process " + process.pid() + " could not be ended",
        "it is still there after KILL, so it hangs in the kernel or belongs to another user",
        "look at it with 'ps -fp " + process.pid() + "' and end it as its own user");
  }

  private static void signal(ProcessIdentity process, String signal) {
    try {
      new ProcessBuilder("bash", "-c", "kill -s " + signal + " " + process.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new IllegalStateException("bash is needed to send a signal", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean gone(ProcessIdentity process, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (process.alive()) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return !process.alive();
      }
    }
    return true;
  }
}
