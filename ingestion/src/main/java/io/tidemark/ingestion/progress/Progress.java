package io.tidemark.ingestion.progress;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far a piece of work is, from a thread of its own, until it is closed.
 *
 * <p>A terminal gets a bar that is redrawn; anything else gets a plain line every five seconds.
 */
public final class Progress implements AutoCloseable {
  private static final Duration REDRAW = Duration.ofMillis(250);
  private static final Duration LINE = Duration.ofSeconds(5);

  private final Thread thread;
  private final Runnable end;

  private Progress(Runnable show, Duration interval, Runnable end) {
    this.end = end;
    thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  Thread.sleep(interval.toMillis());
                  show.run();
                }
              } catch (InterruptedException e) {
                // Closed: the owner prints the result.
              }
            },
            "progress");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Begins to show a task.
   *
   * @param total the amount of work, or a negative number if it has no end
   * @param done how much of it is done
   * @param detail what else to say, for example a rate; shown behind the amount
   */
  public static Progress start(
      String task, String unit, long total, LongSupplier done, Supplier<String> detail) {
    if (Terminal.isInteractive()) {
      return bar(task, unit, total, done, detail);
    }
    PrintStream err = System.err;
    return new Progress(
        () -> {
          String of = total < 0 ? "" : " of " + String.format("%,d", total);
          err.printf("%s: %,d%s%s, %s%n", task, done.getAsLong(), of, unit, detail.get());
        },
        LINE,
        () -> {});
  }

  private static Progress bar(
      String task, String unit, long total, LongSupplier done, Supplier<String> detail) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setConsumer(new ConsoleProgressBarConsumer(System.err))
            .setUpdateIntervalMillis((int) REDRAW.toMillis())
            .build();
    Runnable show =
        () -> {
          bar.stepTo(done.getAsLong());
          bar.setExtraMessage(detail.get());
        };
    return new Progress(
        show,
        REDRAW,
        () -> {
          show.run();
          bar.close();
        });
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end.run();
  }
}
