package io.tidemark.tail;

import io.tidemark.config.TablesConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TableId;
import java.io.PrintWriter;
import java.time.Duration;

/** Prints what passes by, until there is enough of it. */
final class Printer implements Feed.Sink {
  /**
   * When to end.
   *
   * @param lines after so many lines
   * @param time after this time; null for never
   */
  record Limits(long lines, Duration time) {}

  /** Which tables to show. */
  record Selection(TableFilter filter, TablesConfig tables, String topicPrefix) {
    boolean selects(TableId table) {
      return filter.selects(table) && (table == null || tables.selects(table));
    }
  }

  private final PrintWriter out;
  private final LineFormat format;
  private final Changes changes;
  private final Limits limits;
  private final Selection selection;
  private final Runnable hint;
  private final long begun = System.nanoTime();
  private long lines;
  private boolean hinted;

  /**
   * @param hint called once, when nothing has come yet
   */
  Printer(
      PrintWriter out,
      LineFormat format,
      Changes changes,
      Limits limits,
      Selection selection,
      Runnable hint) {
    this.out = out;
    this.format = format;
    this.changes = changes;
    this.limits = limits;
    this.selection = selection;
    this.hint = hint;
  }

  @Override
  public boolean take(Decoded message) {
    if (message instanceof ChangeEvent event && selection.selects(event.table())) {
      print(format.line(changes.of(event)));
    } else if (message instanceof Refusal refusal
        && selection.filter().selectsTopic(refusal.at().topic(), selection.topicPrefix())) {
      print(format.line(refusal));
    }
    return lines < limits.lines() && !isOver();
  }

  @Override
  public boolean idle() {
    if (!hinted) {
      hinted = true;
      hint.run();
    }
    // The reader of a pipe may have gone.
    return !out.checkError() && !isOver();
  }

  private void print(String line) {
    out.println(line);
    lines++;
  }

  private boolean isOver() {
    return limits.time() != null && System.nanoTime() - begun >= limits.time().toNanos();
  }
}
