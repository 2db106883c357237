package io.tidemark.stack.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Shows the figures as they come: a table that is drawn over on a terminal, else line by line. */
final class LiveView {
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);

  private final PrintStream out;
  private final boolean terminal;
  private long lastChanges;
  private Duration lastAt = Duration.ZERO;
  private int drawn;

  /**
   * A view that has shown nothing yet.
   *
   * @param terminal whether the cursor can be moved
   */
  LiveView(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Show the figures, if it is time for that. */
  void show(Figures.Snapshot figures, Duration elapsed) {
    Duration since = elapsed.minus(lastAt);
    if (!terminal && since.compareTo(LINE_EVERY) < 0) {
      return;
    }
    double rate =
        since.isZero() ? 0 : (figures.changes() - lastChanges) * 1000.0 / since.toMillis();
    lastChanges = figures.changes();
    lastAt = elapsed;
    String line = line(figures, elapsed, rate);
    if (!terminal) {
      out.println(line);
      out.flush();
      return;
    }
    String table = table(figures.tables());
    clear();
    out.println(line);
    out.print(table);
    out.flush();
    drawn = 1 + (int) table.lines().count();
  }

  /** Say something in between, below what has been shown. */
  void say(String text) {
    out.println(text);
    out.flush();
    drawn = 0;
  }

  private void clear() {
    if (drawn > 0) {
      out.print("\033[" + drawn + "A\033[J");
    }
  }

  static String line(Figures.Snapshot figures, Duration elapsed, double rate) {
    String time =
        String.format(Locale.ROOT, "%02d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
    if (figures.batches() == 0) {
      return time + "  the Spark job has not finished its first micro-batch yet";
    }
    String lag =
        figures
            .slowest()
            .map(
                t ->
                    String.format(
                        Locale.ROOT, "p50 %.1f s p99 %.1f s", t.p50() / 1000, t.p99() / 1000))
            .orElse("none yet");
    return String.format(
        Locale.ROOT,
        "%s  changes %,d (%,.0f/s)  quarantined %d  slowest table's lag %s",
        time,
        figures.changes(),
        rate,
        figures.quarantined(),
        lag);
  }

  private static String table(Map<String, Figures.Table> tables) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(tables)
        .forEach(
            (name, t) ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "  %-28s %,12d changes   lag p50 %6.1f s  p99 %6.1f s%n",
                        name,
                        t.changes(),
                        t.p50() / 1000,
                        t.p99() / 1000)));
    return text.toString();
  }
}
