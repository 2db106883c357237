package io.tidemark.stack.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Says on a stream for people, a line a step, what is being done and what has been reached. */
public final class Progress {
  private final PrintStream out;
  private final long began = System.nanoTime();

  public Progress(PrintStream out) {
    this.out = out;
  }

  /** Progress that nobody sees. */
  public static Progress silent() {
    return new Progress(new PrintStream(PrintStream.nullOutputStream(), false));
  }

  /** One line: seconds since the start, who, what. */
  public void say(String who, String what) {
    double seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
    out.printf(Locale.ROOT, "%6.1f s  %-10s %s%n", seconds, who, what);
    out.flush();
  }
}
