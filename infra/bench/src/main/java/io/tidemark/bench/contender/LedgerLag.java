package io.tidemark.bench.contender;

import io.tidemark.delta.AppendTable;
import io.tidemark.lake.LakeLayout;
import io.tidemark.ledger.Lag;
import io.tidemark.ledger.LedgerTable;
import io.tidemark.ledger.TableEntry;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;

/**
 * Prints what a lake's ledger says of the time from commit to visible, over all tables: arguments
 * are the lake's folder and the first and the last moment, in milliseconds since the epoch, in
 * which a micro-batch may have begun.
 */
public final class LedgerLag {
  private LedgerLag() {}

  public static void main(String[] arguments) {
    String ledger = new LakeLayout(arguments[0]).ledger();
    long first = Long.parseLong(arguments[1]) * 1000;
    Lag lag = new Lag();
    long[] counts = new long[3];
    LedgerTable.scan(
        AppendTable.open(new Configuration(), ledger)
            .orElseThrow(() -> new IllegalStateException("there is no ledger at " + ledger)),
        entry -> {
          counts[2] += entry.quarantined();
          if (entry.startedAtMicros() >= first) {
            counts[0]++;
            counts[1] += entry.changes();
            entry.tables().stream().map(TableEntry::lag).forEach(lag::add);
          }
        });
    System.out.printf(
        Locale.ROOT,
        "{\"micro_batches\":%d,\"changes\":%d,\"p50_ms\":%d,"
            + "\"p99_ms\":%d,\"max_ms\":%d,\"quarantined\":%d}%n",
        counts[0],
        counts[1],
        lag.percentileMs(50),
        lag.percentileMs(99),
        lag.percentileMs(100),
        counts[2]);
  }
}
