package io.tidemark.verify;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.ConfigOption;
import io.tidemark.config.PipelineConfig;
import io.tidemark.lake.LakeLayout;
import io.tidemark.source.Postgres;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
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
      "Waits until the lake holds all that is committed now, takes a snapshot of the database, and"
          + " compares every row as it was at the snapshot's LSN, however many writers go on.",
      "The result goes to system.verifications too, unless a job writes the lake."
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
    Configuration hadoop = new Configuration();
    VerifyResult result =
        new Verification(
                pipeline,
                hadoop,
                new Verification.Options(
                    table -> true,
                    Duration.ofSeconds(waitSeconds),
                    Pace.FULL,
                    step -> err.println("verify: " + step)))
            .run();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(object(result));
    } else {
      print(out, result);
    }
    out.flush();
    VerificationTable.record(hadoop, new LakeLayout(pipeline.lake().path()), result)
        .ifPresent(why -> err.println("verify: system.verifications does not have this: " + why));
    return result.verdict().exitCode();
  }

  private static ObjectNode object(VerifyResult result) {
    ObjectNode object =
        JSON.createObjectNode()
            .put("verify", result.verdict().word())
            .put("lsn", Postgres.text(result.lsn()))
            .put("duration_ms", result.took().toMillis());
    if (result.reason() != null) {
      object.put("reason", result.reason());
    }
    ObjectNode tables = object.putObject("tables");
    for (TableResult table : result.tables()) {
      ObjectNode node =
          tables
              .putObject(table.table().toString())
              .put("verify", table.verdict().word())
              .put("rows", table.rows())
              .put("mirror_rows", table.mirrorRows())
              .put("differences", table.differences())
              .put("duration_ms", Math.round(table.seconds() * 1000));
      if (table.reason() != null) {
        node.put("reason", table.reason());
      }
      ArrayNode differing = node.putArray("differing");
      table.differing().forEach(differing::add);
    }
    ArrayNode notes = object.putArray("notes");
    result.notes().forEach(notes::add);
    return object;
  }

  private static void print(PrintWriter out, VerifyResult result) {
    for (TableResult table : result.tables()) {
      if (table.verdict() == Verdict.UNKNOWN) {
        out.printf("UNKNOWN    %s: could not tell: %s%n", table.table(), table.reason());
      } else {
        out.printf(
            "%-10s %s: %,d rows, %,d in the mirror%n",
            table.verdict() == Verdict.EQUAL ? "equal" : "DIFFERENT",
            table.table(),
            table.rows(),
            table.mirrorRows());
      }
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
        result.took().toMillis() / 1000.0,
        result.reason() == null ? "" : ": " + result.reason());
  }
}
