package io.tidemark.verify;

import io.tidemark.config.PipelineConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.delta.AppendTable;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeLock;
import io.tidemark.progress.Progress;
import io.tidemark.source.Arrival;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.kafka.common.TopicPartition;

/** Waits until changes have passed, first into Kafka, then into the lake. */
final class Passage {
  private static final long POLL_MS = 200;

  private final PipelineConfig config;
  private final PostgresConfig postgres;
  private final LakeLayout layout;
  private final Configuration hadoop;
  private final Duration patience;

  Passage(PipelineConfig config, Configuration hadoop, Duration patience) {
    this.config = config;
    this.postgres = config.source().requirePostgres();
    this.layout = new LakeLayout(config.lake().path());
    this.hadoop = hadoop;
    this.patience = patience;
  }

  /**
   * Wait until Kafka holds all that was committed before an LSN.
   *
   * @return where its change topics end then
   * @throws CannotTellException if they do not come to hold it
   */
  Map<TopicPartition, Long> inKafka(long lsn) {
    long deadline = System.nanoTime() + patience.toNanos();
    Arrival.nudge(postgres);
    while (true) {
      Optional<Long> behind = Arrival.bytesBehind(postgres, lsn);
      if (behind.isEmpty()) {
        throw new CannotTellException(
            "the replication slot '%s' is not there: no connector reads the changes"
                .formatted(postgres.slot()));
      }
      if (behind.get() == 0) {
        return Arrival.ends(config.source().kafka());
      }
      if (System.nanoTime() > deadline) {
        throw new CannotTellException(
            "%,d bytes of changes still wait in the replication slot '%s': is the connector running?"
                .formatted(behind.get(), postgres.slot()));
      }
      sleep();
    }
  }

  /**
   * Wait until the lake holds all messages below these ends.
   *
   * @return how far it is then
   * @throws CannotTellException if it does not come to hold them
   */
  Progress inLake(Map<TopicPartition, Long> ends) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Progress held =
          AppendTable.open(hadoop, layout.ledger())
              .map(ledger -> Progress.parse(ledger.domain(Progress.DOMAIN)))
              .orElseGet(Progress::new);
      long missing = Arrival.missing(ends, held);
      if (missing == 0) {
        return held;
      }
      boolean job = LakeLock.mayBeHeld(layout);
      if (!job || System.nanoTime() > deadline) {
        throw new CannotTellException(
            "%,d messages still wait in Kafka%s"
                .formatted(missing, job ? "" : ", and no job is running (./tidemark run)"));
      }
      sleep();
    }
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotTellException("it was stopped");
    }
  }
}
