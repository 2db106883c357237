package io.tidemark.verify;

import io.tidemark.config.PipelineConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.TableId;
import io.tidemark.error.TidemarkException;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeTables;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.mirror.ReplayedMirror;
import io.tidemark.progress.Progress;
import io.tidemark.source.Arrival;
import io.tidemark.source.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;

/**
 * Compares every mirrored table with PostgreSQL at one LSN, while writers go on.
 *
 * <p>First the lake has to hold all that was committed when the verification began; its tables are
 * pinned as they are then. After that a snapshot is taken, at LSN L: whatever the pinned mirrors
 * hold was committed before it. What they lack are the changes between; those of transactions that
 * the snapshot sees are read from Kafka and replayed over the mirrors, in memory. That is what the
 * mirrors hold at L, row by row, and it is compared with the snapshot (decision 08).
 */
public final class Verification {
  private final PipelineConfig config;
  private final PostgresConfig postgres;
  private final LakeLayout layout;
  private final Configuration hadoop;
  private final Options options;
  private final List<String> notes = new ArrayList<>();

  /**
   * How to go about it.
   *
   * @param tables those to compare
   * @param patience how long to wait, each time that something has to be waited for
   * @param progress is told of each step
   */
  public record Options(
      Predicate<TableId> tables, Duration patience, Pace pace, Consumer<String> progress) {}

  public Verification(PipelineConfig config, Configuration hadoop, Options options) {
    this.config = config;
    this.postgres = config.source().requirePostgres();
    this.layout = new LakeLayout(config.lake().path());
    this.hadoop = hadoop;
    this.options = options;
  }

  /** Compare; whatever goes wrong is an answer too. */
  public VerifyResult run() {
    Instant at = Instant.now();
    long started = System.nanoTime();
    long[] lsn = {0};
    List<TableResult> tables = new ArrayList<>();
    String reason = null;
    try {
      lsn[0] = Arrival.currentLsn(postgres);
      compare(lsn, tables);
    } catch (CannotTellException | TidemarkException e) {
      reason = e.getMessage();
    } catch (SQLException e) {
      reason = Postgres.failure(postgres, e).getMessage();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    return new VerifyResult(at, took, lsn[0], tables, notes, reason);
  }

  private void compare(long[] lsn, List<TableResult> tables) throws SQLException {
    Passage passage = new Passage(config, hadoop, options.patience());
    Progress held = passage.inLake(passage.inKafka(lsn[0]));
    Map<TableId, MirrorTable> mirrors = new HashMap<>();
    LakeTables.mirrors(hadoop, layout).stream()
        .filter(options.tables())
        .forEach(id -> mirrors.put(id, new MirrorTable(hadoop, layout.mirror(id))));
    try (SourceSnapshot snapshot = SourceSnapshot.take(postgres, options.patience())) {
      lsn[0] = snapshot.lsn();
      options.progress().accept("snapshot at LSN " + Postgres.text(snapshot.lsn()));
      Map<TableId, List<ChangeEvent>> underway =
          ChangesUnderway.read(config, held, passage.inKafka(snapshot.lsn()), snapshot.visible());
      for (SourceTable source :
          SourceTable.published(snapshot.connection(), postgres.publication())) {
        if (config.tables().selects(source.id()) && options.tables().test(source.id())) {
          options.progress().accept("comparing " + source.id());
          long started = System.nanoTime();
          Optional<TableResult> result =
              compare(
                  snapshot.connection(),
                  source,
                  Optional.ofNullable(mirrors.get(source.id())),
                  underway.getOrDefault(source.id(), List.of()));
          double seconds = (System.nanoTime() - started) / 1e9;
          result.ifPresent(table -> tables.add(table.within(seconds)));
        }
      }
    }
  }

  /** One table; afterwards it is no longer locked. Empty for one that neither side has. */
  private Optional<TableResult> compare(
      Connection connection,
      SourceTable source,
      Optional<MirrorTable> mirror,
      List<ChangeEvent> underway)
      throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      if (mirror.isEmpty() || mirror.get().table().isEmpty()) {
        return withoutMirror(connection, source, underway);
      }
      ReplayedMirror replayed = new ReplayedMirror(mirror.get(), underway);
      if (replayed.obstacle().isPresent()) {
        return Optional.of(TableResult.unknown(source.id(), replayed.obstacle().get()));
      }
      Sides sides = Sides.of(source, replayed);
      notes.addAll(sides.notes());
      TableResult result = TableComparison.compare(sides, connection, options.pace());
      return Optional.of(
          source.rewritten(connection)
              ? TableResult.unknown(
                  source.id(), "it was truncated or rewritten before its rows could be read")
              : result);
    } catch (CannotTellException e) {
      return Optional.of(TableResult.unknown(source.id(), e.getMessage()));
    } catch (SQLException e) {
      return Optional.of(
          TableResult.unknown(source.id(), "PostgreSQL does not tell of it: " + e.getMessage()));
    } finally {
      connection.rollback(before);
    }
  }

  private static Optional<TableResult> withoutMirror(
      Connection connection, SourceTable source, List<ChangeEvent> underway) throws SQLException {
    if (!underway.isEmpty()) {
      return Optional.of(TableResult.unknown(source.id(), "its first rows are on their way"));
    }
    return source.hasRows(connection)
        ? Optional.of(
            new TableResult(
                source.id(),
                Verdict.DIFFERENT,
                -1,
                0,
                List.of("the whole table has no mirror"),
                1,
                null,
                0))
        : Optional.empty();
  }
}
