package io.tidemark.verify;

import io.tidemark.config.PipelineConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.delta.AppendTable;
import io.tidemark.delta.IndexedTable;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.LakeTable;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeLock;
import io.tidemark.progress.Progress;
import io.tidemark.source.Arrival;
import io.tidemark.source.Postgres;
import io.tidemark.verify.TableComparison.Difference;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.common.TopicPartition;

/**
 * Compares every mirrored table with PostgreSQL at the LSN of an exported snapshot, after the
 * mirrors have passed it.
 *
 * <p>Where writers go on, the mirror is already beyond that LSN, and a row that changed since looks
 * different. So a difference counts only if the next snapshot shows the very same one: both images
 * unchanged, though the mirror has passed the later LSN too.
 */
final class Verification {
  private static final int ROUNDS = 4;
  private static final long POLL_MS = 200;

  private final PipelineConfig config;
  private final PostgresConfig postgres;
  private final LakeLayout layout;
  private final Configuration hadoop = new Configuration();
  private final Duration patience;
  private final Consumer<String> progress;
  private final Map<KeyHash, Difference> suspects = new HashMap<>();

  Verification(PipelineConfig config, Duration patience, Consumer<String> progress) {
    this.config = config;
    this.postgres = config.source().requirePostgres();
    this.layout = new LakeLayout(config.lake().path());
    this.patience = patience;
    this.progress = progress;
  }

  VerifyResult run() {
    for (int round = 1; ; round++) {
      try (SourceSnapshot snapshot = SourceSnapshot.take(postgres)) {
        progress.accept("snapshot at LSN " + Postgres.text(snapshot.lsn()));
        Optional<String> obstacle = waitUntilPassed(snapshot.lsn());
        if (obstacle.isPresent()) {
          return VerifyResult.unknown(snapshot.lsn(), obstacle.get());
        }
        VerifyResult result = compare(snapshot);
        if (result.verdict() != VerifyResult.Verdict.UNKNOWN || round == ROUNDS) {
          return result;
        }
        progress.accept("rows changed meanwhile; looking at them once more");
      } catch (SQLException e) {
        throw Postgres.failure(postgres, e);
      }
    }
  }

  /** Why the mirrors did not come to pass the LSN; empty if they did. */
  private Optional<String> waitUntilPassed(long lsn) {
    long deadline = System.nanoTime() + patience.toNanos();
    Arrival.nudge(postgres);
    while (true) {
      Optional<Long> behind = Arrival.bytesBehind(postgres, lsn);
      if (behind.isEmpty()) {
        return Optional.of(
            "the replication slot '%s' is not there: no connector reads the changes"
                .formatted(postgres.slot()));
      }
      if (behind.get() == 0) {
        break;
      }
      if (System.nanoTime() > deadline) {
        return Optional.of(
            "%,d bytes of changes still wait in the replication slot '%s': is the connector running?"
                .formatted(behind.get(), postgres.slot()));
      }
      sleep();
    }
    Map<TopicPartition, Long> ends = Arrival.ends(config.source().kafka());
    while (true) {
      long missing = Arrival.missing(ends, held());
      if (missing == 0) {
        return Optional.empty();
      }
      boolean job =
          layout.localHousekeeping().map(f -> LakeLock.holding(f).isPresent()).orElse(true);
      if (!job || System.nanoTime() > deadline) {
        return Optional.of(
            "%,d messages still wait in Kafka%s"
                .formatted(missing, job ? "" : ", and no job is running (./tidemark run)"));
      }
      sleep();
    }
  }

  private Progress held() {
    return AppendTable.open(hadoop, layout.ledger())
        .map(ledger -> Progress.parse(ledger.domain(Progress.DOMAIN)))
        .orElseGet(Progress::new);
  }

  private VerifyResult compare(SourceSnapshot snapshot) throws SQLException {
    List<TableResult> results = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    Map<KeyHash, Difference> found = new HashMap<>();
    boolean confirmed = false;
    for (SourceTable source :
        SourceTable.published(snapshot.connection(), postgres.publication())) {
      if (!config.tables().selects(source.id())) {
        continue;
      }
      Optional<LakeTable> mirror = LakeTable.existing(hadoop, layout.mirror(source.id()));
      if (mirror.isPresent() && mirror.get() instanceof IndexedTable indexed) {
        progress.accept("comparing " + source.id());
        Map<KeyHash, Difference> differences = new TreeMap<>(Verification::order);
        Sides sides = Sides.of(source, indexed);
        notes.addAll(sides.notes());
        results.add(TableComparison.compare(sides, snapshot.connection(), differences));
        confirmed |= differences.entrySet().stream().anyMatch(e -> seenBefore(source, e));
        differences.forEach((key, difference) -> found.put(scoped(source, key), difference));
      } else {
        confirmed |= missing(snapshot, source, results);
      }
    }
    suspects.clear();
    suspects.putAll(found);
    VerifyResult.Verdict verdict =
        confirmed
            ? VerifyResult.Verdict.DIFFERENT
            : found.isEmpty() ? VerifyResult.Verdict.EQUAL : VerifyResult.Verdict.UNKNOWN;
    String reason =
        verdict == VerifyResult.Verdict.UNKNOWN
            ? "rows changed faster than they could be compared"
            : null;
    return new VerifyResult(verdict, snapshot.lsn(), results, notes, reason);
  }

  private boolean seenBefore(SourceTable source, Map.Entry<KeyHash, Difference> difference) {
    return difference.getValue().equals(suspects.get(scoped(source, difference.getKey())));
  }

  private static KeyHash scoped(SourceTable source, KeyHash key) {
    return KeyHash.of(List.of(source.id().toString(), key.high(), key.low()));
  }

  private static int order(KeyHash a, KeyHash b) {
    int byHigh = Long.compare(a.high(), b.high());
    return byHigh != 0 ? byHigh : Long.compare(a.low(), b.low());
  }

  /** Whether a table without a mirror has rows. */
  private static boolean missing(
      SourceSnapshot snapshot, SourceTable source, List<TableResult> results) throws SQLException {
    String any =
        "select exists (select 1 from %s.%s)"
            .formatted(Sides.quoted(source.id().schema()), Sides.quoted(source.id().table()));
    boolean missing = SourceSnapshot.holds(snapshot.connection(), any);
    if (missing) {
      results.add(new TableResult(source.id(), -1, 0, List.of("the whole table has no mirror"), 1));
    }
    return missing;
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
