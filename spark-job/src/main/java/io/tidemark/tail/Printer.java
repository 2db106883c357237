package io.tidemark.tail;

import io.tidemark.config.TablesConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TableId;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.BooleanSupplier;

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

  /**
   * Where lines go.
   *
   * @param hint called once, when all that is there has been printed
   * @param closed whether nobody reads on, as behind a pipe
   */
  record Output(PrintWriter out, Runnable hint, BooleanSupplier closed) {}

  private final Output output;
  private final LineFormat format;
  private final Changes changes;
  private final Limits limits;
  private final Selection selection;
  private final long begun = System.nanoTime();
  private long lines;
  private boolean hinted;

  Printer(Output output, LineFormat format, Changes changes, Limits limits, Selection selection) {
    this.output = output;
    this.format = format;
    this.changes = changes;
    this.limits = limits;
    this.selection = selection;
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
      output.hint().run();
    }
    output.out().flush();
    return !output.closed().getAsBoolean() && !isOver();
  }

  private void print(String line) {
    output.out().println(line);
    lines++;
  }

  private boolean isOver() {
    return limits.time() != null && System.nanoTime() - begun >= limits.time().toNanos();
  }
}
