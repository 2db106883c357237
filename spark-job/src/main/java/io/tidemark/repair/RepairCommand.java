package io.tidemark.repair;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.ConfigOption;
import io.tidemark.decode.TableId;
import io.tidemark.verify.TableResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code repair}: stale tables become right again. */
@Command(
    name = "repair",
    description = {
      "Make mirrors equal to their tables again, while the job runs: the connector reads the tables"
          + " anew, and a comparison proves the result.",
      "Rows that are gone from a table are removed from its mirror. A table without a primary key"
          + " can't be written while it is read."
    },
    footer = {
      "%nExit codes: 0 all are equal, 1 some are not, 2 it can't be tried, or wrong usage."
    },
    mixinStandardHelpOptions = true)
public final class RepairCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Parameters(
      paramLabel = "TABLE",
      description = "Such as orders or sales.orders (default: the tables that are stale).")
  private List<String> names = List.of();

  @Option(
      names = "--anew",
      description = {
        "Let the connector begin anew with a new slot and a snapshot of all tables. For a slot"
            + " that",
        "is gone or lost, and for a database that was restored. Needs source.connect."
      })
  private boolean anew;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "How long it may take (default: ${DEFAULT-VALUE}).",
      defaultValue = "600")
  private long waitSeconds;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Repair repair =
        new Repair(
            config.load(), Duration.ofSeconds(waitSeconds), step -> err.println("repair: " + step));
    Set<TableId> tables = new TreeSet<>();
    names.forEach(name -> tables.add(TableId.parse(name)));
    if (tables.isEmpty()) {
      tables.addAll(repair.stale());
    }
    Set<TableId> open = tables.isEmpty() && !anew ? Set.of() : repair.run(tables, anew);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode object = JSON.createObjectNode();
      tables.forEach(
          table -> object.put(table.toString(), open.contains(table) ? "different" : "equal"));
      out.println(object);
    } else if (tables.isEmpty()) {
      out.println(anew ? "The connector has begun anew." : "No table is stale.");
    } else {
      tables.forEach(table -> out.println(line(table, open, repair.last(table))));
    }
    out.flush();
    return open.isEmpty() ? 0 : 1;
  }

  private static String line(TableId table, Set<TableId> open, TableResult last) {
    if (!open.contains(table)) {
      return "equal      " + table;
    }
    return "DIFFERENT  %s%s"
        .formatted(table, last == null ? "" : ": %,d keys differ".formatted(last.differences()));
  }
}
