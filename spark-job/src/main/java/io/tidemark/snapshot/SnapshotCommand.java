package io.tidemark.snapshot;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.cli.ConfigOption;
import io.tidemark.decode.TableId;
import io.tidemark.snapshot.Snapshot.Result;
import io.tidemark.source.Postgres;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code snapshot}: a mirror is loaded from PostgreSQL itself. */
@Command(
    name = "snapshot",
    description = {
      "Load a table's mirror from PostgreSQL itself, past the connector: its rows are read by"
          + " several sessions of one snapshot and take the place of all that the mirror has.",
      "No job may run meanwhile. Its next start goes on with the changes where it was, and leaves"
          + " out those that the snapshot saw. The connector must be registered before, and the"
          + " table may be written all the time."
    },
    footer = {
      "%nExit codes: 0 loaded, 1 failed, 2 it can't be tried, or wrong usage; the mirror is as it"
          + " was then. 130 and 143: stopped by a signal."
    },
    mixinStandardHelpOptions = true)
public final class SnapshotCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_SESSIONS = 16;

  /** Before Hadoop closes its file systems. */
  private static final int BEFORE_STORAGE = 60;

  private static final long STOP_WITHIN_S = 30;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Parameters(paramLabel = "TABLE", description = "Such as orders or sales.orders.")
  private String name;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description = "Sessions that read, 1 to 16 (default: ${DEFAULT-VALUE}).",
      defaultValue = "4")
  private int parallel;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description =
          "How long to wait for transactions that have written and are open, as no snapshot is"
              + " exact before they end (default: ${DEFAULT-VALUE}).",
      defaultValue = "120")
  private long waitSeconds;

  @Option(
      names = "--job-stopped",
      description =
          "Says that no job runs, for a lake that is no local folder and so has no lock that"
              + " tells.")
  private boolean jobStopped;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    if (parallel < 1 || parallel > MOST_SESSIONS || waitSeconds < 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--parallel is %d and --wait is %d: 1 to %d sessions, at least 1 second"
              .formatted(parallel, waitSeconds, MOST_SESSIONS));
    }
    PrintWriter err = spec.commandLine().getErr();
    TableId table = TableId.parse(name);
    Snapshot snapshot =
        new Snapshot(
            config.load(),
            new Snapshot.Options(
                table,
                parallel,
                Duration.ofSeconds(waitSeconds),
                jobStopped,
                step -> err.println("snapshot: " + step)));
    Runnable stop = snapshot::stop;
    ShutdownHookManager.get()
        .addShutdownHook(stop, BEFORE_STORAGE, STOP_WITHIN_S, TimeUnit.SECONDS);
    Result result = snapshot.run();
    PrintWriter out = spec.commandLine().getOut();
    double seconds = result.took().toMillis() / 1000.0;
    long rows = result.copied().rows();
    if (json) {
      out.println(
          JSON.createObjectNode()
              .put("table", table.toString())
              .put("lsn", Postgres.text(result.lsn()))
              .put("rows", rows)
              .put("files", result.copied().files())
              .put("bytes", result.copied().bytes())
              .put("version", result.version())
              .put("duration_ms", result.took().toMillis())
              .put("rows_per_second", Math.round(rows / seconds)));
    } else {
      out.printf(
          "%s: %,d rows as of LSN %s, in %.1f s (%,.0f a second); go on with ./tidemark run%n",
          table, rows, Postgres.text(result.lsn()), seconds, rows / seconds);
    }
    out.flush();
    return 0;
  }
}
