package io.tidemark.verify;

import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.TableId;
import io.tidemark.lake.LakeLayout;
import io.tidemark.source.Postgres;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies again and again beside the running job, on a daemon thread of its own that works a
 * quarter of its time ({@link Pace#GENTLE}), and enters every result in {@code
 * system.verifications}. It opens the lake's tables for itself and shares nothing with the job's
 * micro-batches. No failure of it is one of the job.
 */
public final class VerificationSchedule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VerificationSchedule.class);
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final PipelineConfig config;
  private final Configuration hadoop;
  private final Duration every;
  private final Listener listener;
  private final Thread thread;

  /** Is told of every mirror that differs. */
  public interface Listener {
    /**
     * A mirror differs from its table.
     *
     * @param lsn at which, as PostgreSQL writes it
     * @param differences number of keys that differ
     */
    void differs(TableId table, String lsn, long differences);
  }

  private VerificationSchedule(
      PipelineConfig config, Configuration hadoop, Duration every, Listener listener) {
    this.config = config;
    this.hadoop = hadoop;
    this.every = every;
    this.listener = listener;
    thread = new Thread(this::run, "tidemark-verify");
    thread.setDaemon(true);
  }

  /** Start, in the process that holds the lake's lock; empty if none is configured. */
  public static Optional<VerificationSchedule> start(
      PipelineConfig config, Configuration hadoop, Listener listener) {
    Optional<VerificationSchedule> schedule =
        config
            .verify()
            .every()
            .map(every -> new VerificationSchedule(config, hadoop, every, listener));
    schedule.ifPresent(s -> s.thread.start());
    return schedule;
  }

  private void run() {
    try {
      Instant next = first();
      while (true) {
        Duration wait = Duration.between(Instant.now(), next);
        TimeUnit.MILLISECONDS.sleep(Math.max(0, wait.toMillis()));
        next = Instant.now().plus(every);
        verify();
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  /** At once, unless an earlier run of the job has verified not long ago. */
  private Instant first() {
    Instant now = Instant.now();
    try {
      Instant due = table().latest().map(at -> at.plus(every)).orElse(now);
      return due.isAfter(now.plus(every)) ? now : due;
    } catch (RuntimeException e) {
      LOG.warn("The table of verifications cannot be read", e);
      return now.plus(every);
    }
  }

  private VerificationTable table() {
    return new VerificationTable(hadoop, new LakeLayout(config.lake().path()));
  }

  private void verify() throws InterruptedException {
    try {
      VerifyResult result =
          new Verification(
                  config,
                  hadoop,
                  new Verification.Options(table -> true, PATIENCE, Pace.GENTLE, LOG::debug))
              .run();
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      table().append(result);
      tell(result);
    } catch (RuntimeException | FSError e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LOG.warn("A verification failed; the next one is due in {}", every, e);
    }
  }

  private void tell(VerifyResult result) {
    String lsn = Postgres.text(result.lsn());
    if (result.verdict() != Verdict.EQUAL) {
      LOG.warn(
          "verify: {} at LSN {}; see system.verifications{}",
          result.verdict().word(),
          lsn,
          result.reason() == null ? "" : ": " + result.reason());
    }
    for (TableResult table : result.tables()) {
      if (table.verdict() == Verdict.DIFFERENT) {
        listener.differs(table.table(), lsn, table.differences());
      }
    }
  }

  /** Stop; what it is at is dropped. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(FAREWELL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
