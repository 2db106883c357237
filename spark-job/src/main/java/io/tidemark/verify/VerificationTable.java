package io.tidemark.verify;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.delta.AppendTable;
import io.tidemark.error.TidemarkException;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeLock;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * {@code system.verifications}: one row a table and verification, with {@code at} (when the
 * verification began, our clock), {@code lsn} that it speaks of, {@code schema_name}, {@code
 * table_name}, {@code verdict} (equal, different, could not tell), {@code rows} of the source,
 * {@code mirror_rows}, {@code differences} (number of keys that differ), {@code differing} (some of
 * them, each with what is wrong), {@code reason} why it could not tell, {@code seconds} that it
 * took. One that could tell of no table has a single row without a table. Not thread-safe.
 */
final class VerificationTable {
  private static final StructType SCHEMA =
      new StructType()
          .add("at", TimestampType.TIMESTAMP)
          .add("lsn", LongType.LONG)
          .add("schema_name", StringType.STRING)
          .add("table_name", StringType.STRING)
          .add("verdict", StringType.STRING)
          .add("rows", LongType.LONG)
          .add("mirror_rows", LongType.LONG)
          .add("differences", LongType.LONG)
          .add("differing", new ArrayType(StringType.STRING, false))
          .add("reason", StringType.STRING)
          .add("seconds", DoubleType.DOUBLE);

  private final AppendTable table;

  /** The table in a lake, made if there is none. Only the lake's one writer may have it. */
  VerificationTable(Configuration hadoop, LakeLayout layout) {
    table = AppendTable.openOrCreate(hadoop, layout.verifications(), SCHEMA);
  }

  /**
   * Enter a result from outside the job, if this process may write the lake for a moment.
   *
   * @return why it may not; empty if it is done
   */
  static Optional<String> record(Configuration hadoop, LakeLayout layout, VerifyResult result) {
    Optional<Path> folder = layout.localHousekeeping();
    if (folder.isEmpty()) {
      return Optional.of("nothing but the job may write a lake where no lock tells of one");
    }
    Optional<String> job = LakeLock.holding(folder.get());
    if (job.isPresent()) {
      return Optional.of("only the job that runs may write to the lake (%s)".formatted(job.get()));
    }
    if (AppendTable.open(hadoop, layout.ledger()).isEmpty()) {
      return Optional.of("there is no lake yet");
    }
    try (LakeLock lock = LakeLock.take(folder.get())) {
      new VerificationTable(hadoop, layout).append(result);
      return Optional.empty();
    } catch (TidemarkException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** Enter a result. */
  void append(VerifyResult result) {
    List<Object[]> rows = new ArrayList<>();
    result.tables().forEach(of -> rows.add(row(result, of)));
    if (result.reason() != null) {
      double seconds = result.took().toMillis() / 1000.0;
      rows.add(
          new Object[] {
            micros(result.at()),
            result.lsn(),
            null,
            null,
            Verdict.UNKNOWN.word(),
            null,
            null,
            null,
            null,
            result.reason(),
            seconds
          });
    }
    if (!rows.isEmpty()) {
      table.append(rows, Map.of());
      table.compact();
    }
  }

  private static Object[] row(VerifyResult result, TableResult of) {
    return new Object[] {
      micros(result.at()),
      result.lsn(),
      of.table().schema(),
      of.table().table(),
      of.verdict().word(),
      counted(of.rows()),
      counted(of.mirrorRows()),
      of.differences(),
      of.differing(),
      of.reason(),
      of.seconds()
    };
  }

  private static Long counted(long rows) {
    return rows < 0 ? null : rows;
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  /** When the last verification began; empty before the first. */
  Optional<Instant> latest() {
    long[] latest = {Long.MIN_VALUE};
    table.scan(List.of("at"), row -> latest[0] = Math.max(latest[0], (Long) row[0]));
    return latest[0] == Long.MIN_VALUE
        ? Optional.empty()
        : Optional.of(Instant.EPOCH.plus(latest[0], ChronoUnit.MICROS));
  }
}
