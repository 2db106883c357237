package io.tidemark.repair;

import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.TableId;
import io.tidemark.error.TidemarkException;
import io.tidemark.lake.LakeLayout;
import io.tidemark.mirror.Suspicion.Cure;
import io.tidemark.quarantine.QuarantineTable;
import io.tidemark.source.Postgres;
import io.tidemark.source.SnapshotSignal;
import io.tidemark.verify.Pace;
import io.tidemark.verify.TableResult;
import io.tidemark.verify.Verdict;
import io.tidemark.verify.Verification;
import io.tidemark.verify.VerifyResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the running job's stale mirrors right where nobody is needed for it: a mirror that may be
 * wrong is compared with its table, read anew if it differs, and not stale any more once a
 * comparison has found it equal. On a daemon thread of its own; no failure of it is one of the job.
 */
public final class Mending implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Mending.class);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int MOST_READS = 3;
  private static final long LOOK_MS = 250;
  private static final long SHORTEST_PAUSE_MS = 1_000;
  private static final long LONGEST_PAUSE_MS = 15_000;

  /** After which a table is read once more: a change of its shape may have spoiled a snapshot. */
  private static final Duration READS_APART = Duration.ofSeconds(60);

  private final PipelineConfig config;
  private final Configuration hadoop;
  private final RepairSteps steps;
  private final String quarantine;
  private final Listener listener;
  private final Thread thread;
  private final Map<TableId, Reads> reads = new HashMap<>();

  /** Since when tables without a primary key wait for a change that shows what became of them. */
  private final Map<TableId, Long> waiting = new HashMap<>();

  private volatile Map<TableId, Task> tasks = Map.of();

  /**
   * A mirror that may be wrong.
   *
   * @param awaited whether only a row that is sent again can show what became of the table, so that
   *     comparing comes after that
   */
  public record Task(Cure cure, boolean awaited) {}

  /** How often, and when last, a table was read anew. */
  private record Reads(int number, long atNanos) {}

  /** Is told where somebody is needed. */
  public interface Listener {
    /** A mirror does not become right by itself. */
    void givenUp(TableId table, String reason);
  }

  private Mending(PipelineConfig config, Configuration hadoop, Listener listener) {
    this.config = config;
    this.hadoop = hadoop;
    this.steps = new RepairSteps(config, hadoop);
    this.quarantine = new LakeLayout(config.lake().path()).quarantine();
    this.listener = listener;
    thread = new Thread(this::run, "tidemark-mending");
    thread.setDaemon(true);
  }

  /** Start, in the process that holds the lake's lock; empty where PostgreSQL can't be asked. */
  public static Optional<Mending> start(
      PipelineConfig config, Configuration hadoop, Listener listener) {
    if (config.source().postgres().isEmpty()) {
      return Optional.empty();
    }
    Mending mending = new Mending(config, hadoop, listener);
    mending.thread.start();
    return Optional.of(mending);
  }

  /** From here on this is to do. */
  public void mend(Map<TableId, Task> newTasks) {
    tasks = Map.copyOf(newTasks);
  }

  private void run() {
    try {
      long pause = SHORTEST_PAUSE_MS;
      Map<TableId, Task> known = Map.of();
      while (true) {
        Map<TableId, Task> now = tasks;
        reads.keySet().retainAll(now.keySet());
        waiting.keySet().retainAll(now.keySet());
        if (!now.isEmpty()) {
          pass(now);
          pause = now.equals(known) ? Math.min(2 * pause, LONGEST_PAUSE_MS) : SHORTEST_PAUSE_MS;
        }
        known = now;
        pause(now, pause);
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /** Until the time is over or there is something else to do. */
  private void pause(Map<TableId, Task> now, long millis) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    do {
      TimeUnit.MILLISECONDS.sleep(LOOK_MS);
    } while (tasks.equals(now) && (now.isEmpty() || System.nanoTime() < until));
  }

  private void pass(Map<TableId, Task> now) throws InterruptedException {
    try {
      Set<TableId> awaited = new TreeSet<>();
      now.forEach(
          (table, task) -> {
            if (task.awaited() && !reads.containsKey(table)) {
              awaited.add(table);
            }
          });
      readAnew(now, awaited);
      Set<TableId> others = new TreeSet<>(now.keySet());
      others.removeAll(awaited);
      if (!others.isEmpty()) {
        readAnew(now, unequal(now, others));
      }
    } catch (SQLException e) {
      interrupted();
      LOG.warn(
          "Stale mirrors can't be made right: {}. The user of source.postgres needs INSERT on"
              + " tidemark.debezium_signal",
          e.getMessage());
    } catch (TidemarkException e) {
      interrupted();
      LOG.warn("Stale mirrors can't be made right for now: {}", e.getMessage());
    } catch (RuntimeException | FSError e) {
      interrupted();
      LOG.warn("Stale mirrors could not be made right; it is tried again", e);
    }
  }

  private static void interrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  /** Those that are not proven equal; the others are told of. */
  private Set<TableId> unequal(Map<TableId, Task> now, Set<TableId> tables)
      throws SQLException, InterruptedException {
    Map<TableId, Long> quarantined = QuarantineTable.newest(hadoop, quarantine);
    VerifyResult result =
        new Verification(
                config,
                hadoop,
                new Verification.Options(tables::contains, PATIENCE, Pace.FULL, s -> {}))
            .run();
    interrupted();
    if (result.reason() != null) {
      LOG.info("Stale mirrors could not be compared: {}", result.reason());
      return Set.of();
    }
    Set<TableId> different = new TreeSet<>();
    Set<TableId> equal = new TreeSet<>(tables);
    for (TableResult table : result.tables()) {
      boolean empty = table.rows() == 0;
      if (empty && (now.get(table.table()).awaited() || table.mirrorRows() > 0)) {
        steps.tellEmpty(table.table());
      }
      if (table.verdict() != Verdict.EQUAL) {
        equal.remove(table.table());
      }
      if (table.verdict() == Verdict.DIFFERENT && !empty) {
        different.add(table.table());
      }
    }
    for (TableId table : equal) {
      if (now.get(table).awaited()) {
        different.add(table); // For all that a comparison can tell.
      } else {
        LOG.info("{}: equal at LSN {}", table, Postgres.text(result.lsn()));
        steps.tell(
            new RepairMessage(
                table,
                RepairMessage.State.EQUAL,
                result.lsn(),
                quarantined.getOrDefault(table, 0L)));
      }
    }
    return different;
  }

  private void readAnew(Map<TableId, Task> now, Set<TableId> tables) throws SQLException {
    Set<TableId> keyless = steps.keyless(tables);
    for (TableId table : keyless) {
      if (isHopeless(table, now.get(table))) {
        listener.givenUp(table, "without a primary key it can't be read anew while it is written");
      }
    }
    Map<SnapshotSignal, Set<TableId>> signals = new EnumMap<>(SnapshotSignal.class);
    for (TableId table : tables) {
      Reads last = reads.getOrDefault(table, new Reads(0, 0));
      boolean due =
          last.number() == 0 || System.nanoTime() - last.atNanos() > READS_APART.toNanos();
      if (!due || keyless.contains(table)) {
        continue;
      }
      if (last.number() == MOST_READS) {
        listener.givenUp(table, "it was read anew %d times and differs".formatted(MOST_READS));
        continue;
      }
      boolean whole = now.get(table).cure() == Cure.RELOAD || last.number() > 0;
      signals
          .computeIfAbsent(
              whole ? SnapshotSignal.BLOCKING : SnapshotSignal.gentlest(table),
              s -> new TreeSet<>())
          .add(table);
      reads.put(table, new Reads(last.number() + 1, System.nanoTime()));
    }
    for (Map.Entry<SnapshotSignal, Set<TableId>> signal : signals.entrySet()) {
      LOG.info("asking the connector to read {} anew", signal.getValue());
      steps.signal(signal.getKey(), signal.getValue());
    }
  }

  /** A table that can't be read anew may show by its next change what became of it. */
  private boolean isHopeless(TableId table, Task task) {
    long since = waiting.computeIfAbsent(table, t -> System.nanoTime());
    return !task.awaited() || System.nanoTime() - since > PATIENCE.toNanos();
  }

  /** Stop; what it is at is dropped. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
