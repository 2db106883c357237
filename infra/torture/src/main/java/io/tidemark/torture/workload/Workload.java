package io.tidemark.torture.workload;

import io.tidemark.torture.plan.Plan;
import io.tidemark.torture.plan.PlannedTable;
import io.tidemark.torture.plan.PlannedTransaction;
import io.tidemark.torture.system.CouldNotTell;
import io.tidemark.torture.system.Database;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A plan's sessions at work. */
public final class Workload {
  private final Plan plan;
  private final Database database;
  private final PlanClock clock;
  private final Tally tally = new Tally();
  private final List<Thread> threads = new ArrayList<>();

  public Workload(Plan plan, Database database, PlanClock clock) {
    this.plan = plan;
    this.database = database;
    this.clock = clock;
  }

  /** Make the oracle and the plan's tables. */
  public static void prepare(Plan plan, Database database) {
    database.run(resource("oracle.sql"));
    for (PlannedTable table : plan.tables()) {
      database.run(table.create().toArray(String[]::new));
    }
  }

  private static String resource(String name) {
    try (InputStream in = Workload.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begin. */
  public void start() {
    for (int i = 0; i < plan.sessions().size(); i++) {
      start("session " + i, plan.sessions().get(i));
    }
  }

  private void start(String name, List<PlannedTransaction> transactions) {
    Thread thread = new Thread(new Session(name, database, transactions, clock, tally), name);
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  /** Wait until all sessions are done, then make the last changes. */
  public void finish(Duration patience) {
    join(patience);
    start("seal", plan.seal());
    join(patience);
  }

  private void join(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread thread : threads) {
      try {
        thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CouldNotTell("interrupted", e);
      }
      if (thread.isAlive()) {
        throw new CouldNotTell("'" + thread.getName() + "' is not done after " + patience);
      }
    }
  }

  public Tally tally() {
    return tally;
  }
}
