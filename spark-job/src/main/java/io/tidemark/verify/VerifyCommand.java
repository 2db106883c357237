package io.tidemark.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.ConfigOption;
import io.tidemark.config.PipelineConfig;
import io.tidemark.error.TidemarkException;
import io.tidemark.source.Postgres;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code verify}: proof that the mirrors equal PostgreSQL. */
@Command(
    name = "verify",
    description = {
      "Prove that every mirrored table equals PostgreSQL at one LSN.",
      "Takes a snapshot of the database, waits until the lake has passed its LSN, and compares"
          + " every row."
    },
    footer = {
      "%nExit codes: 0 equal, 1 different (the keys are printed), 2 could not tell, or wrong usage."
    },
    mixinStandardHelpOptions = true)
public final class VerifyCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long to wait for changes on their way (default: ${DEFAULT-VALUE}).",
      defaultValue = "120")
  private long waitSeconds;

  @Override
  public Integer call() {
    PipelineConfig pipeline = config.load();
    PrintWriter err = spec.commandLine().getErr();
    long started = System.nanoTime();
    VerifyResult result;
    try {
      result =
          new Verification(
                  pipeline, Duration.ofSeconds(waitSeconds), step -> err.println("verify: " + step))
              .run();
    } catch (TidemarkException e) {
      result = VerifyResult.unknown(0, e.getMessage());
    }
    long ms = (System.nanoTime() - started) / 1_000_000;
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(object(result, ms));
    } else {
      print(out, result, ms);
    }
    out.flush();
    return result.verdict().exitCode();
  }

  private static ObjectNode object(VerifyResult result, long ms) {
    ObjectNode object =
        JSON.createObjectNode()
            .put("verify", result.verdict().word())
            .put("lsn", Postgres.text(result.lsn()))
            .put("duration_ms", ms);
    if (result.reason() != null) {
      object.put("reason", result.reason());
    }
    ObjectNode tables = object.putObject("tables");
    for (TableResult table : result.tables()) {
      ObjectNode node =
          tables
              .putObject(table.table().toString())
              .put("rows", table.rows())
              .put("mirror_rows", table.mirrorRows())
              .put("differences", table.differences());
      ArrayNode differing = node.putArray("differing");
      table.differing().forEach(differing::add);
    }
    ArrayNode notes = object.putArray("notes");
    result.notes().forEach(notes::add);
    return object;
  }

  private static void print(PrintWriter out, VerifyResult result, long ms) {
    for (TableResult table : result.tables()) {
      out.printf(
          "%-10s %s: %,d rows, %,d in the mirror%n",
          table.differences() == 0 ? "equal" : "DIFFERENT",
          table.table(),
          table.rows(),
          table.mirrorRows());
      table.differing().forEach(key -> out.println("           " + key));
      if (table.differences() > table.differing().size()) {
        out.printf("           and %,d more%n", table.differences() - table.differing().size());
      }
    }
    result.notes().forEach(note -> out.println("note       " + note));
    out.printf(
        "%s at LSN %s, in %.1f s%s%n",
        result.verdict().word(),
        Postgres.text(result.lsn()),
        ms / 1000.0,
        result.reason() == null ? "" : ": " + result.reason());
  }
}
