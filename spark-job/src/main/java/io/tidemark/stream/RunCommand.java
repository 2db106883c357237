package io.tidemark.stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.ConfigOption;
import io.tidemark.config.PipelineConfig;
import io.tidemark.config.PostgresConfig;
import io.tidemark.error.TidemarkException;
import io.tidemark.ledger.LedgerEntry;
import io.tidemark.ledger.TableEntry;
import io.tidemark.source.Arrival;
import io.tidemark.source.Postgres;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQueryException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: the Spark job. */
@Command(
    name = "run",
    description = {
      "Keep the lake equal to the database: Kafka to Delta.",
      "Runs until it is stopped (SIGTERM or Ctrl-C let the running micro-batch end)."
    },
    footer = {
      "%nExit codes: 0 caught up (--once), 1 failed, 2 wrong usage or configuration,",
      "130 and 143 stopped by a signal."
    },
    mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
  /** Before Spark's own hook (50), which stops the context. */
  private static final int BEFORE_SPARK = 100;

  /** For nobody: the signal that asked for the stop has set the exit code. */
  private static final int STOPPED = 0;

  private static final long STOP_WITHIN_S = 60;
  private static final Duration ARRIVAL_WITHIN = Duration.ofSeconds(60);
  private static final long ARRIVAL_POLL_MS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Spark's own choice starts twenty processes a micro-batch on a local file system, for links that
   * the checkpoint has not. Nothing hangs on the checkpoint.
   */
  private static final String CHECKPOINT_FILES =
      "org.apache.spark.sql.execution.streaming.checkpointing"
          + ".FileSystemBasedCheckpointFileManager";

  @Mixin private ConfigOption config;

  @Option(
      names = "--once",
      description = "Apply all that is committed in PostgreSQL now, then exit.")
  private boolean once;

  @Option(names = "--json", description = "One JSON object on stdout for each micro-batch.")
  private boolean json;

  @Override
  public Integer call() {
    PipelineConfig pipeline = config.load();
    System.err.println(pipeline.describe());
    PrintStream out = System.out;
    StopRequest stop = new StopRequest();
    ShutdownHookManager.get().addShutdownHook(stop, BEFORE_SPARK, STOP_WITHIN_S, TimeUnit.SECONDS);
    try (SparkSession spark = session(pipeline);
        Job job = new Job(spark, pipeline, entry -> report(out, entry))) {
      stop.means(job::stop);
      return run(job, pipeline);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (FSError e) {
      return tell(Failure.of(e), e);
    } catch (RuntimeException e) {
      if (stop.asked()) {
        return STOPPED; // Spark was stopped while it started; there is no job to fail.
      }
      throw e;
    }
  }

  private int run(Job job, PipelineConfig pipeline) {
    try {
      if (once) {
        pipeline.source().postgres().ifPresent(RunCommand::awaitArrival);
      }
      job.run(once);
      return 0;
    } catch (StreamingQueryException | RuntimeException | FSError e) {
      Failure failure = Failure.of(e);
      try {
        job.failed(failure.reason());
      } catch (RuntimeException | FSError unwritten) {
        System.err.println(
            "tidemark: no alert tells of the following, as system.alerts could not be written.");
      }
      return tell(failure, e);
    }
  }

  private static int tell(Failure failure, Throwable cause) {
    System.err.println("tidemark: the job failed. " + failure.reason());
    if (!failure.known()) {
      cause.printStackTrace();
    }
    return 1;
  }

  /** What was committed before the call belongs to "all that is there now". */
  private static void awaitArrival(PostgresConfig postgres) {
    try {
      long lsn = Arrival.currentLsn(postgres);
      Arrival.nudge(postgres);
      long deadline = System.nanoTime() + ARRIVAL_WITHIN.toNanos();
      while (Arrival.bytesBehind(postgres, lsn).orElse(0L) > 0) {
        if (System.nanoTime() > deadline) {
          System.err.printf(
              "tidemark: after %d s the connector has not read all of PostgreSQL's changes; going"
                  + " on with those that Kafka holds (./tidemark doctor tells more)%n",
              ARRIVAL_WITHIN.toSeconds());
          return;
        }
        TimeUnit.MILLISECONDS.sleep(ARRIVAL_POLL_MS);
      }
    } catch (TidemarkException e) {
      System.err.println("tidemark: going on with the changes that Kafka holds. " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The session of a job: what {@code spark-submit} was told, and what a job needs. */
  public static SparkSession session(PipelineConfig pipeline) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .appName("tidemark " + pipeline.pipeline())
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.sql.streaming.numRecentProgressUpdates", "1")
            .config("spark.sql.streaming.checkpointFileManagerClass", CHECKPOINT_FILES);
    if (new SparkConf().get("spark.master", "local[2]").startsWith("local")) {
      builder
          .config("spark.ui.enabled", "false")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1");
    }
    SparkSession spark = builder.getOrCreate();
    spark.sparkContext().setLogLevel("WARN");
    return spark;
  }

  private void report(PrintStream out, LedgerEntry entry) {
    if (json) {
      out.println(line(entry));
    } else {
      StringBuilder tables = new StringBuilder();
      for (TableEntry table : entry.tables()) {
        tables.append(' ').append(table.table()).append('=').append(table.changes());
      }
      System.err.printf(
          "micro-batch %d: %d changes, %d quarantined, %d ms:%s%n",
          entry.batchId(),
          entry.changes(),
          entry.quarantined(),
          (entry.committedAtMicros() - entry.startedAtMicros()) / 1000,
          tables);
    }
  }

  private static String frontier(LedgerEntry entry) {
    return entry.frontier() == null ? null : Postgres.text(entry.frontier().lsn());
  }

  private static String line(LedgerEntry entry) {
    ObjectNode line =
        JSON.createObjectNode()
            .put("batch_id", entry.batchId())
            .put("changes", entry.changes())
            .put("quarantined", entry.quarantined())
            .put("consistent", entry.consistent())
            .put("frontier_lsn", frontier(entry))
            .put("duration_ms", (entry.committedAtMicros() - entry.startedAtMicros()) / 1000);
    ObjectNode tables = line.putObject("tables");
    for (TableEntry table : entry.tables()) {
      tables
          .putObject(table.table().toString())
          .put("changes", table.changes())
          .put("version", table.version())
          .putObject("lag_ms")
          .put("p50", table.lag().percentileMs(50))
          .put("p99", table.lag().percentileMs(99));
    }
    return line.toString();
  }
}
