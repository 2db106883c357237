package io.tidemark.snapshot;

import io.tidemark.config.PipelineConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Operation;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.error.TidemarkException;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeLock;
import io.tidemark.ledger.LedgerTable;
import io.tidemark.mirror.MirrorLoad;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.quarantine.QuarantineTable;
import io.tidemark.quarantine.State;
import io.tidemark.snapshot.ParallelCopy.Copied;
import io.tidemark.source.Catalog;
import io.tidemark.source.Postgres;
import io.tidemark.verify.CannotTellException;
import io.tidemark.verify.SourceSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * Loads one mirror from PostgreSQL itself. Nothing is seen of it before all rows are there; then
 * the mirror is the table as it was at the snapshot's LSN, and the job's next start goes on from
 * where it was, leaving out what the snapshot saw.
 */
final class Snapshot {
  private final PipelineConfig config;
  private final PostgresConfig postgres;
  private final LakeLayout layout;
  private final Configuration hadoop = new Configuration();
  private final Options options;
  private final Object ending = new Object();
  private ParallelCopy copy;
  private MirrorLoad uncommitted;
  private boolean stopped;

  /**
   * What to do, and how.
   *
   * @param parallel number of sessions
   * @param patience how long to wait for transactions that have written and are open
   * @param jobStopped whether somebody says that no job runs, where no lock tells
   * @param progress is told of each step
   */
  record Options(
      TableId table,
      int parallel,
      Duration patience,
      boolean jobStopped,
      Consumer<String> progress) {}

  /**
   * What came of it.
   *
   * @param lsn at which the mirror is the table
   * @param version of the mirror
   */
  record Result(long lsn, long version, Copied copied, Duration took) {}

  Snapshot(PipelineConfig config, Options options) {
    this.config = config;
    this.postgres = config.source().requirePostgres();
    this.layout = new LakeLayout(config.lake().path());
    this.options = options;
  }

  /**
   * Load.
   *
   * @throws TidemarkException if it can't be done: the lake and the table's mirror are as before,
   *     but for new columns
   */
  Result run() {
    TableId table = options.table();
    Optional<LakeLock> lock = layout.localHousekeeping().map(LakeLock::take);
    if (lock.isEmpty() && !options.jobStopped()) {
      throw TidemarkException.config(
          "Nothing tells whether a job writes the lake '%s'".formatted(layout.root()),
          "A lake that is no local folder has no lock",
          "Stop the job and say so: --job-stopped");
    }
    try {
      return load();
    } catch (SQLException e) {
      throw Postgres.failure(postgres, e);
    } catch (CannotTellException e) {
      throw TidemarkException.external(
          "No snapshot of '%s' could be taken".formatted(table),
          e.getMessage(),
          "End that transaction, or wait longer (--wait)");
    } finally {
      lock.ifPresent(LakeLock::close);
    }
  }

  private Result load() throws SQLException {
    long began = System.nanoTime();
    Requirements required = new Requirements(config, options.table());
    required.check(layout, hadoop);
    MirrorTable mirror = new MirrorTable(hadoop, layout.mirror(options.table()));
    options.progress().accept("waiting for transactions that have written and are open");
    try (SourceSnapshot snapshot = SourceSnapshot.take(postgres, options.patience())) {
      options.progress().accept("snapshot at LSN " + Postgres.text(snapshot.lsn()));
      Connection connection = snapshot.connection();
      PublishedTable table =
          PublishedTable.read(
              connection, postgres, options.table(), mirror.table().map(known -> mirror.key()));
      hold(connection, table);
      Catalog catalog = Catalog.read(connection, Set.of(table.id()), Set.of());
      ChangeEvent read = read(table, snapshot, catalog);
      required.checkShape(mirror, read);
      MirrorLoad load = mirror.load(catalog.tables().get(table.id()), read, micros());
      Copied copied = copy(snapshot, table, load);
      required.checkSlot(load::discard); // or what was committed meanwhile never comes
      long version = commit(snapshot, load);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      return new Result(snapshot.lsn(), version, copied, took);
    }
  }

  /** From here on the table is not truncated or rewritten, and its shape stays. */
  private void hold(Connection connection, PublishedTable table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local lock_timeout = " + options.patience().toMillis());
      statement.execute(
          "lock table %s in access share mode"
              .formatted(
                  Postgres.quoted(table.id().schema())
                      + "."
                      + Postgres.quoted(table.id().table())));
    }
    if (PageRanges.rewritten(connection, table.oid())) {
      throw TidemarkException.external(
          "The table '%s' could not be loaded".formatted(table.id()),
          "It was truncated or rewritten between the snapshot and the moment when it was locked",
          "Try again");
    }
  }

  /** What stands for every row: a READ, as the connector's snapshots have them. */
  private static ChangeEvent read(PublishedTable table, SourceSnapshot snapshot, Catalog catalog) {
    return new ChangeEvent(
        null,
        table.id(),
        Operation.READ,
        table.schema(),
        null,
        null,
        null,
        new SourcePosition(0, snapshot.lsn()),
        catalog.micros(),
        null,
        false,
        null,
        null);
  }

  private Copied copy(SourceSnapshot snapshot, PublishedTable table, MirrorLoad load)
      throws SQLException {
    PageRanges ranges = PageRanges.of(snapshot.connection(), table.oid());
    int sessions = Math.max(1, Math.min(options.parallel(), ranges.portions().size()));
    options
        .progress()
        .accept(
            "reading %s by %d sessions%s"
                .formatted(
                    table.id(),
                    sessions,
                    ranges.rows() == 0 ? "" : ", about %,d rows".formatted(ranges.rows())));
    List<Connection> all = new ArrayList<>();
    boolean whole = false;
    try {
      all.add(snapshot.connection());
      while (all.size() < sessions) {
        all.add(snapshot.another());
      }
      long began = System.nanoTime();
      try (ParallelCopy copying = new ParallelCopy(table, all, ranges.portions(), load)) {
        begin(copying, load);
        Copied copied =
            copying.run(
                rows ->
                    options
                        .progress()
                        .accept(
                            "%,d rows, %,.0f a second"
                                .formatted(rows, rows / ((System.nanoTime() - began) / 1e9))));
        whole = true;
        return copied;
      }
    } catch (SQLException | RuntimeException e) {
      requireNotStopped(); // which would be the reason
      throw e;
    } finally {
      for (Connection session : all.subList(Math.min(1, all.size()), all.size())) {
        session.close();
      }
      if (!whole) {
        load.discard();
      }
    }
  }

  private void begin(ParallelCopy copying, MirrorLoad load) {
    synchronized (ending) {
      copy = copying;
      uncommitted = load;
      requireNotStopped();
    }
  }

  private long commit(SourceSnapshot snapshot, MirrorLoad load) {
    synchronized (ending) {
      requireNotStopped();
      new LedgerTable(hadoop, layout.ledger()).awaits(snapshot.lsn());
      uncommitted = null;
      long version = load.commit(snapshot.visible());
      supersede();
      return version;
    }
  }

  /** What the quarantine has of the table was committed before the snapshot, which has it. */
  private void supersede() {
    QuarantineTable quarantine = new QuarantineTable(hadoop, layout.quarantine());
    quarantine.commit(
        quarantine.open().stream()
            .filter(event -> options.table().equals(event.table()))
            .map(event -> event.with(State.SUPERSEDED, null))
            .toList(),
        micros());
  }

  private void requireNotStopped() {
    synchronized (ending) {
      if (stopped) {
        throw TidemarkException.external(
            "The load of '%s' was stopped".formatted(options.table()),
            "A signal ended it; the mirror is as it was",
            "Start it again");
      }
    }
  }

  /** Stop, for a signal: nothing is left of what was not committed. */
  void stop() {
    synchronized (ending) {
      stopped = true;
      if (copy != null) {
        copy.close();
      }
      if (uncommitted != null) {
        uncommitted.discard();
      }
    }
  }

  private static long micros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
  }
}
