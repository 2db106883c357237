package io.tidemark.system;

import io.tidemark.decode.TableId;
import io.tidemark.delta.LakeTable;
import io.tidemark.ledger.ConsistentPosition;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.awaitility.Awaitility;

/**
 * Reads a lake again and again while others write, at the position where {@code query --consistent}
 * reads it, and each time also as it is. It asks what no payment changes: the sum of all balances,
 * and what merchants have beyond what they were paid.
 */
final class ConsistentReads implements AutoCloseable {
  private static final Configuration HADOOP = new Configuration();

  /** Those who write need the machine too. */
  private static final long PAUSE_MS = 50;

  private static final String EXPECTED =
      "select sum(balance), sum(balance) filter (where merchant_id is not null)"
          + " - (select sum(amount) from transactions) from accounts";

  /** What one read found. */
  record Found(BigDecimal balances, BigDecimal beyond) {
    Found {
      balances = balances.stripTrailingZeros();
      beyond = beyond.stripTrailingZeros();
    }
  }

  private final Lake lake;
  private final List<Found> consistent = new CopyOnWriteArrayList<>();
  private final List<Found> plain = new CopyOnWriteArrayList<>();
  private final Set<Long> positions = new HashSet<>();
  private final Thread thread = new Thread(this::readOn, "consistent-reads");
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Throwable failure;

  private ConsistentReads(Lake lake) {
    this.lake = lake;
  }

  /** What the database itself says. */
  static Found of(Database database) {
    List<Object> row = database.rows(EXPECTED).get(0);
    return new Found((BigDecimal) row.get(0), (BigDecimal) row.get(1));
  }

  /** Read from when the lake is whole at some place after all that is committed now. */
  static ConsistentReads start(Database database, Lake lake, Duration patience) {
    long lsn =
        (Long) database.value("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
    ConsistentReads reads = new ConsistentReads(lake);
    Awaitility.await("a consistent position beyond " + lsn)
        .atMost(patience)
        .until(() -> reads.position().filter(p -> p.frontier().lsn() >= lsn).isPresent());
    reads.thread.start();
    return reads;
  }

  private Optional<ConsistentPosition> position() {
    return LakeTable.existing(HADOOP, lake.layout().ledger()).flatMap(ConsistentPosition::find);
  }

  private void readOn() {
    try {
      while (!ended.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
        ConsistentPosition position = position().orElseThrow();
        positions.add(position.frontier().lsn());
        consistent.add(
            read(
                table ->
                    LakeTable.at(
                        HADOOP,
                        lake.layout().mirror(table),
                        position.versions().get("mirror.public." + table.table()))));
        plain.add(read(table -> LakeTable.existing(HADOOP, lake.layout().mirror(table))));
      }
    } catch (RuntimeException | AssertionError | InterruptedException e) {
      failure = e;
    }
  }

  private static Found read(Function<TableId, Optional<LakeTable>> open) {
    BigDecimal[] sums = {BigDecimal.ZERO, BigDecimal.ZERO};
    open.apply(new TableId("public", "accounts"))
        .orElseThrow()
        .scan(
            List.of("balance", "merchant_id"),
            account -> {
              sums[0] = sums[0].add((BigDecimal) account[0]);
              sums[1] = account[1] == null ? sums[1] : sums[1].add((BigDecimal) account[0]);
            });
    open.apply(new TableId("public", "transactions"))
        .orElseThrow()
        .scan(List.of("amount"), payment -> sums[1] = sums[1].subtract((BigDecimal) payment[0]));
    return new Found(sums[0], sums[1]);
  }

  /**
   * Wait until there were so many consistent reads, and a plain one that found something else:
   * without that the consistent ones prove nothing.
   */
  void await(int reads, Found expected, Duration patience) {
    Awaitility.await("%d consistent reads and a plain one without %s".formatted(reads, expected))
        .atMost(patience)
        .failFast("reading failed", () -> failure != null)
        .until(
            () ->
                consistent.size() >= reads
                    && plain.stream().anyMatch(found -> !found.equals(expected)));
  }

  /** What consistent reads found. */
  List<Found> consistent() {
    return List.copyOf(consistent);
  }

  /** How many positions consistent reads were of. */
  int positions() {
    return positions.size();
  }

  /** For the log. */
  @Override
  public String toString() {
    return "%d consistent reads at %d positions found %d different answers, %d plain ones %d"
        .formatted(
            consistent.size(),
            positions.size(),
            new HashSet<>(consistent).size(),
            plain.size(),
            new HashSet<>(plain).size());
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (failure != null) {
      throw new AssertionError("reading failed after " + this, failure);
    }
  }
}
