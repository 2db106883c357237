package io.tidemark.repair;

import io.tidemark.config.PipelineConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.TableId;
import io.tidemark.delta.AppendTable;
import io.tidemark.delta.LakeTable;
import io.tidemark.error.TidemarkException;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeLock;
import io.tidemark.ledger.LedgerTable;
import io.tidemark.mirror.StaleTable;
import io.tidemark.quarantine.QuarantineTable;
import io.tidemark.source.Postgres;
import io.tidemark.source.ServerFacts;
import io.tidemark.source.SnapshotSignal;
import io.tidemark.verify.Pace;
import io.tidemark.verify.TableResult;
import io.tidemark.verify.Verdict;
import io.tidemark.verify.Verification;
import io.tidemark.verify.VerifyResult;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * Makes mirrors equal to their tables again: the connector reads the tables anew, the job applies
 * and removes what that shows, and a comparison proves the result. Only then a table is no longer
 * called stale.
 */
final class Repair {
  private static final long SHORTEST_PAUSE_MS = 1_000;
  private static final long LONGEST_PAUSE_MS = 15_000;

  private final PipelineConfig config;
  private final PostgresConfig postgres;
  private final LakeLayout layout;
  private final Configuration hadoop = new Configuration();
  private final RepairSteps steps;
  private final Duration patience;
  private final Consumer<String> progress;
  private final Map<TableId, TableResult> last = new HashMap<>();

  /**
   * A repair.
   *
   * @param patience how long it may take in all
   * @param progress is told of each step
   */
  Repair(PipelineConfig config, Duration patience, Consumer<String> progress) {
    this.config = config;
    this.postgres = config.source().requirePostgres();
    this.layout = new LakeLayout(config.lake().path());
    this.steps = new RepairSteps(config, hadoop);
    this.patience = patience;
    this.progress = progress;
  }

  /** The tables that are stale. */
  Set<TableId> stale() {
    return new TreeSet<>(StaleTable.reasons(hadoop, layout.stale()).keySet());
  }

  /** What the last comparison of a table came to; null if none did. */
  TableResult last(TableId table) {
    return last.get(table);
  }

  /**
   * Repair tables.
   *
   * @param anew whether the connector has to begin with a new slot and a snapshot of everything
   * @return those that are not equal at the end of the time
   * @throws TidemarkException CONFIG or EXTERNAL if that can't be tried
   */
  Set<TableId> run(Set<TableId> tables, boolean anew) {
    long deadline = System.nanoTime() + patience.toNanos();
    requireJob();
    try {
      if (anew) {
        beginAnew();
      } else {
        requireChain();
      }
      Set<TableId> open = unequal(tables);
      Set<TableId> keyless = steps.keyless(open);
      Set<TableId> keyed = new TreeSet<>(open);
      keyed.removeAll(keyless);
      if (!anew && !keyed.isEmpty()) {
        signal(keyed);
      }
      for (TableId table : keyless) {
        readLocked(table, deadline);
      }
      return rest(keyed, keyless, deadline);
    } catch (SQLException e) {
      throw Postgres.failure(postgres, e);
    }
  }

  private Set<TableId> rest(Set<TableId> keyed, Set<TableId> keyless, long deadline)
      throws SQLException {
    Set<TableId> open = new TreeSet<>(keyed);
    keyless.stream().filter(table -> !isEqual(table)).forEach(open::add);
    Set<TableId> told = new HashSet<>();
    long pause = SHORTEST_PAUSE_MS;
    while (!open.isEmpty() && System.nanoTime() < deadline) {
      for (TableId table : open) {
        TableResult result = last.get(table);
        if (keyed.contains(table) && result != null && result.rows() == 0 && told.add(table)) {
          steps.tellEmpty(table);
        }
      }
      pause(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
      open = unequal(open);
    }
    return open;
  }

  private void requireJob() {
    if (!LakeLock.mayBeHeld(layout)) {
      throw TidemarkException.config(
          "Nothing can be repaired while no job runs",
          "The job has to apply what the connector reads anew",
          "Start it (./tidemark run), and try again");
    }
  }

  /** A connector that can't go on reads nothing anew, and would not even take the signal. */
  private void requireChain() throws SQLException {
    ServerFacts facts = ServerFacts.ask(postgres);
    if (facts.slot() == null || facts.slot().equals("lost")) {
      throw broken(
          "The replication slot '%s' %s"
              .formatted(
                  postgres.slot(),
                  facts.slot() == null ? "is not there" : "has lost the WAL that it needs"),
          "The connector can't go on from where it was");
    }
    long lake = AppendTable.open(hadoop, layout.ledger()).map(LedgerTable::lastLsn).orElse(0L);
    if (Long.compareUnsigned(facts.lsn(), lake) < 0) {
      throw broken(
          "PostgreSQL was restored to an earlier point: it stands at LSN %s and the lake at %s"
              .formatted(Postgres.text(facts.lsn()), Postgres.text(lake)),
          "The connector passes over what is committed before it stands there again");
    }
  }

  private static TidemarkException broken(String what, String why) {
    return TidemarkException.config(
        what,
        why,
        "Let it begin anew with a new slot and a snapshot of all tables: ./tidemark repair"
            + " --anew");
  }

  /** The connector forgets where it was, and begins with a new slot and all tables' rows. */
  private void beginAnew() throws SQLException {
    Connector connector =
        new Connector(
            config
                .source()
                .connect()
                .orElseThrow(
                    () ->
                        TidemarkException.config(
                            "\"source.connect\" is not configured",
                            "The connector has to begin anew, and is asked for that there",
                            "Give it url and connector")));
    progress.accept("stopping the connector");
    connector.stop();
    try (Connection connection = Postgres.connect(postgres, false);
        PreparedStatement drop =
            connection.prepareStatement(
                "select pg_drop_replication_slot(slot_name) from pg_replication_slots"
                    + " where slot_name = ?")) {
      drop.setString(1, postgres.slot());
      drop.execute();
    }
    connector.forgetOffsets();
    progress.accept("starting the connector: it reads all tables anew");
    connector.resume();
  }

  /** The tables whose mirror is not proven equal; the others are not stale any more. */
  private Set<TableId> unequal(Set<TableId> tables) throws SQLException {
    if (tables.isEmpty()) {
      return tables;
    }
    Map<TableId, Long> quarantined = QuarantineTable.newest(hadoop, layout.quarantine());
    VerifyResult result =
        new Verification(
                config,
                hadoop,
                new Verification.Options(tables::contains, patience, Pace.FULL, s -> {}))
            .run();
    if (result.reason() != null) {
      progress.accept("could not compare: " + result.reason());
      return tables;
    }
    Set<TableId> open = new TreeSet<>(tables);
    for (TableResult table : result.tables()) {
      last.put(table.table(), table);
      if (table.verdict() == Verdict.EQUAL && !steps.awaits(table.table())) {
        progress.accept(
            "%s: equal at LSN %s".formatted(table.table(), Postgres.text(result.lsn())));
        steps.tell(equal(table.table(), result, quarantined));
        open.remove(table.table());
      } else {
        progress.accept(
            "%s: %s"
                .formatted(
                    table.table(),
                    table.verdict() == Verdict.DIFFERENT
                        ? "%,d keys differ".formatted(table.differences())
                        : table.verdict() == Verdict.EQUAL
                            ? "equal in the columns that the mirror has"
                            : table.reason()));
      }
    }
    for (TableId table : List.copyOf(open)) {
      if (!last.containsKey(table)) {
        requireKnown(table);
        // Stale and dropped: neither side has rows that could differ.
        steps.tell(equal(table, result, quarantined));
        open.remove(table);
      }
    }
    return open;
  }

  private static RepairMessage equal(
      TableId table, VerifyResult result, Map<TableId, Long> quarantined) {
    return new RepairMessage(
        table, RepairMessage.State.EQUAL, result.lsn(), quarantined.getOrDefault(table, 0L));
  }

  private void requireKnown(TableId table) {
    if (!stale().contains(table) && LakeTable.existing(hadoop, layout.mirror(table)).isEmpty()) {
      throw TidemarkException.config(
          "There is no table '%s' to repair".formatted(table),
          "Neither the publication nor the lake has it",
          "Name it as ./tidemark summary does");
    }
  }

  private boolean isEqual(TableId table) {
    return last.containsKey(table)
        && last.get(table).verdict() == Verdict.EQUAL
        && !steps.awaits(table);
  }

  private void signal(Set<TableId> tables) throws SQLException {
    progress.accept("asking the connector to read " + tables + " anew");
    steps.signal(SnapshotSignal.BLOCKING, tables);
  }

  /**
   * Without a key nothing tells a row that was read twice from two rows. So the mirror is emptied
   * at one LSN and filled from there, and nobody may write the table meanwhile.
   */
  private void readLocked(TableId table, long deadline) throws SQLException {
    progress.accept(
        table + " has no primary key: nobody can write it while the connector reads it anew");
    try (Connection lock = Postgres.connect(postgres, false)) {
      RepairSteps.lock(lock, table);
      steps.tell(RepairMessage.empty(table));
      signal(Set.of(table));
      Set<TableId> open = Set.of(table);
      while (!open.isEmpty() && System.nanoTime() < deadline) {
        pause(SHORTEST_PAUSE_MS);
        open = unequal(open);
      }
      lock.rollback();
    }
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during a repair", e);
    }
  }
}
