package io.tidemark.stream;

import io.tidemark.alert.AlertRules;
import io.tidemark.alert.AlertSender;
import io.tidemark.config.PipelineConfig;
import io.tidemark.decode.DecoderSettings;
import io.tidemark.decode.TableId;
import io.tidemark.error.TidemarkException;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeLock;
import io.tidemark.ledger.LedgerEntry;
import io.tidemark.mirror.Suspicion;
import io.tidemark.mirror.Suspicion.Cure;
import io.tidemark.net.KeyChangePairs;
import io.tidemark.repair.ConnectorWatch;
import io.tidemark.repair.Mending;
import io.tidemark.source.Catalog;
import io.tidemark.source.KafkaSource;
import io.tidemark.source.Parts;
import io.tidemark.source.ServerFacts;
import io.tidemark.source.StartingOffsets;
import io.tidemark.verify.VerificationSchedule;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streaming query over all tables' topics, from start to stop. It begins where the lake's own
 * tables say; Spark's checkpoint is made anew at every start and holds nothing that matters.
 */
public final class Job implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Job.class);
  private static final Duration LAST_ALERTS = Duration.ofSeconds(5);
  private static final String EARLIER =
      "an earlier Tidemark put a change into the quarantine and applied later ones of its row";
  private static final long POLL_MS = 200;
  private static final long LOOK_AGAIN_MS = 1000;

  /** How long {@code run --once} waits for what messages may wait for. */
  private static final Duration LAST_WAIT = Duration.ofMillis(KeyChangePairs.PATIENCE_MS + 10_000);

  private final SparkSession spark;
  private final KafkaSource source;
  private final PipelineConfig config;
  private final Optional<LakeLock> lock;
  private final Lake lake;
  private final Workers workers = new Workers();
  private final AlertRules rules;
  private final AlertSender sender;
  private final MicroBatch microBatch;
  private final SourceWatch watch;
  private final Optional<ConnectorWatch> connectorWatch;
  private final Optional<Mending> mending;
  private final Optional<VerificationSchedule> verifications;
  private final Consumer<LedgerEntry> listener;
  private final Checkpoints checkpoints;
  private final ReentrantLock batchRuns = new ReentrantLock();
  private volatile boolean stopping;
  private volatile boolean crowded;
  private volatile int waiting;
  private volatile boolean reloading;
  private volatile StreamingQuery query;

  /**
   * Take the lake and open its tables.
   *
   * @param listener is told of every micro-batch after its last commit
   */
  public Job(SparkSession spark, PipelineConfig config, Consumer<LedgerEntry> listener) {
    this.spark = spark;
    this.config = config;
    this.listener = listener;
    LakeLayout layout = new LakeLayout(config.lake().path());
    Configuration hadoop = spark.sessionState().newHadoopConf();
    lock = lock(layout);
    lake = new Lake(hadoop, config);
    rules = new AlertRules(config.alerts().rules());
    sender = AlertSender.start(config.pipeline(), config.alerts(), lake.alerts);
    source =
        new KafkaSource(
            config.source().kafka(), DecoderSettings.of(config.source().unavailableValue()));
    microBatch =
        new MicroBatch(config, source, lake, workers, new MicroBatch.Alerting(rules, sender));
    lake.settleRetries(microBatch.nowMicros());
    lake.adopt(EARLIER, microBatch.nowMicros()).forEach(table -> tellStale(table, EARLIER));
    lake.alignAggregates(microBatch.nowMicros());
    microBatch.raiseStale();
    checkpoints = new Checkpoints(layout, hadoop);
    connectorWatch = ConnectorWatch.start(config.source().connect(), this::connectorFailed);
    mending = Mending.start(config, hadoop, this::givenUp);
    verifications = VerificationSchedule.start(config, hadoop, this::differs);
    // Last, as its thread uses all that is above.
    watch = new SourceWatch(config.source().postgres(), microBatch::lastLsn, this::watch);
  }

  private void differs(TableId table, String lsn, long differences) {
    String finding =
        "%,d keys differ at LSN %s; system.verifications names some".formatted(differences, lsn);
    sender.offer(lake.alerts.append(rules.differs(table, finding, microBatch.nowMicros())));
  }

  /** Other file systems than the local one have no lock that goes with its process. */
  private static Optional<LakeLock> lock(LakeLayout layout) {
    return layout.localHousekeeping().map(LakeLock::take);
  }

  /**
   * Run until {@link #stop}, or, if it is to catch up only, until all that Kafka holds now is
   * applied.
   *
   * @throws TidemarkException or another exception that ended the query
   */
  public void run(boolean once) throws StreamingQueryException {
    long deadline = System.nanoTime() + LAST_WAIT.toNanos();
    Trigger trigger = once ? Trigger.AvailableNow() : Trigger.ProcessingTime(interval());
    do {
      // Whoever stops the job finds a query that has started, or keeps it from starting.
      if (underLock(() -> Optional.of(start(trigger))).isEmpty()) {
        return;
      }
      await();
    } while (!stopping && (crowded || (once && hasToWait() && moreToCome(deadline))));
    if (microBatch.stuck()) {
      LOG.warn(
          "{} messages stay in Kafka until what belongs to them arrives there; the next start takes"
              + " them up",
          waiting);
    }
  }

  /** Until the query has ended; where Kafka lost what it was to read, so that it can go on. */
  private void await() throws StreamingQueryException {
    try {
      while (!query.awaitTermination(POLL_MS)) {
        if (stopping || crowded) {
          end();
        } else if (waiting > 0 || reloading) {
          lookAgain();
        }
      }
    } catch (StreamingQueryException e) {
      boolean over = Failure.isLossInKafka(e) && !begin().gaps().isEmpty();
      if (!over && !Failure.isNewInKafka(e)) {
        throw e;
      }
      crowded = true; // start anew where Kafka does
    }
  }

  /**
   * Where Kafka and the lake stand; what is gone between them makes mirrors stale. The source is
   * watched by another thread, which writes too.
   */
  private StartingOffsets begin() {
    batchRuns.lock();
    try {
      microBatch.forgetWaiting();
      microBatch.removeGone();
      microBatch.shapes.look(microBatch.nowMicros());
      look();
      StartingOffsets begin =
          StartingOffsets.of(
              config.source().kafka(), lake.ledger.progress(), lake.ledger.topicIds());
      lake.bridge(begin, microBatch.nowMicros()).forEach(this::tellStale);
      return begin;
    } finally {
      batchRuns.unlock();
    }
  }

  /** What the server says of itself may tell that its changes can't make the lake right. */
  private void watch(ServerFacts facts, long lsn) {
    batchRuns.lock();
    try {
      if (stopping || lake.mirrors().isEmpty()) {
        return;
      }
      String known = lake.ledger.server().orElse(null);
      SourceWatch.broken(facts, known, lsn)
          .ifPresent(
              reason ->
                  lake.stale
                      .mark(lake.mirrors().keySet(), reason, microBatch.nowMicros())
                      .forEach(table -> tellStale(table, reason)));
      if (SourceWatch.wentBack(facts, lsn)) {
        lake.rewind(facts.lsn(), microBatch.nowMicros());
      }
      if (!facts.server().equals(known)) {
        lake.ledger.server(facts.server());
      }
    } finally {
      batchRuns.unlock();
    }
    lookIntoCatalog();
  }

  /** What the catalogue says of the tables; while it is asked, micro-batches go on. */
  private void lookIntoCatalog() {
    Shapes shapes = microBatch.shapes;
    try {
      Optional<Shapes.Question> question = underLock(shapes::question);
      if (question.isPresent()) {
        Catalog catalog = shapes.ask(question.get());
        underLock(
            () -> {
              shapes.take(question.get(), catalog, microBatch.nowMicros());
              look();
              return Optional.empty();
            });
      }
    } catch (SQLException e) {
      LOG.debug("the catalogue was not asked", e);
    }
  }

  private <T> Optional<T> underLock(Supplier<Optional<T>> work) {
    batchRuns.lock();
    try {
      return stopping ? Optional.empty() : work.get();
    } finally {
      batchRuns.unlock();
    }
  }

  /** A mirror does not become right by itself. */
  private void givenUp(TableId table, String why) {
    underLock(
        () -> {
          lake.stale.mark(
              Map.of(table, new Suspicion(why, 0, Cure.REPAIR)), microBatch.nowMicros());
          tellStale(table, lake.stale.entries().get(table).reason());
          look();
          return Optional.empty();
        });
  }

  private void tellStale(TableId table, String reason) {
    LOG.warn("The mirror of {} is stale: {}", table, reason);
    microBatch.raiseStale();
  }

  /** Whether there is something to wait for that comes by itself. */
  private boolean hasToWait() {
    return microBatch.stuck() || reloading;
  }

  /** Whether messages that wait are worth another look at Kafka, after a moment. */
  private boolean moreToCome(long deadline) {
    if ((waiting == 0 && !reloading) || System.nanoTime() > deadline) {
      return false;
    }
    pause();
    return true;
  }

  /** Messages wait for a time to pass, and an idle source starts no micro-batch. */
  private void lookAgain() {
    pause();
    batchRuns.lock();
    try {
      if (!stopping && !crowded) {
        microBatch.applyWaiting(listener);
        microBatch.removeGone();
        look();
      }
    } finally {
      batchRuns.unlock();
    }
  }

  private void look() {
    waiting = microBatch.waiting();
    reloading = microBatch.reloading();
    mending.ifPresent(mender -> mender.mend(microBatch.shapes.tasks()));
    // Partitions that do not wait will have moved on when the query starts anew.
    crowded = microBatch.crowded();
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while messages wait", e);
    }
  }

  private long interval() {
    return config.trigger().interval().toMillis();
  }

  private StreamingQuery start(Trigger trigger) {
    StartingOffsets begin = begin();
    try {
      query =
          source.stream(spark, config.trigger(), begin.json())
              .writeStream()
              .queryName(config.pipeline())
              .option("checkpointLocation", checkpoints.next())
              .trigger(trigger)
              .foreachBatch(this::batch)
              .start();
      return query;
    } catch (TimeoutException e) {
      throw new IllegalStateException("the query did not start", e);
    }
  }

  private void batch(Dataset<Row> batch, long batchId) {
    Parts parts = microBatch.parts(batch);
    while (parts.more()) {
      try {
        // Whoever stops the query holds the lock, interrupts this thread and waits for its end.
        batchRuns.lockInterruptibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      try {
        if (stopping || crowded) {
          return;
        }
        microBatch.apply(parts, batchId, listener);
        look();
      } finally {
        batchRuns.unlock();
      }
    }
  }

  /**
   * Let what is being applied be applied, then stop; a job that does not run yet never will.
   * Returns when it has stopped.
   */
  public void stop() {
    stopping = true;
    end();
  }

  private void end() {
    batchRuns.lock();
    try {
      if (query != null) {
        query.stop();
      }
    } catch (TimeoutException e) {
      throw new IllegalStateException("the query did not stop", e);
    } finally {
      batchRuns.unlock();
    }
  }

  /** Tell of the failure that ends the job. */
  public void failed(String reason) {
    sender.offer(lake.alerts.append(rules.failed(reason, microBatch.nowMicros())));
  }

  private void connectorFailed(String reason) {
    sender.offer(lake.alerts.append(rules.connectorFailed(reason, microBatch.nowMicros())));
  }

  @Override
  public void close() {
    stopping = true; // After a failure nobody has said so, and other threads may be about to write.
    watch.close();
    connectorWatch.ifPresent(ConnectorWatch::close);
    mending.ifPresent(Mending::close);
    verifications.ifPresent(VerificationSchedule::close);
    sender.close(LAST_ALERTS);
    workers.close();
    source.close();
    checkpoints.clear();
    lock.ifPresent(LakeLock::close);
  }
}
