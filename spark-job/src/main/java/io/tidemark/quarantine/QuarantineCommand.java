package io.tidemark.quarantine;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.ConfigOption;
import io.tidemark.delta.AppendTable;
import io.tidemark.lake.LakeLayout;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quarantine}: the messages that could not be applied. */
@Command(
    name = "quarantine",
    description = "List the messages that could not be applied, newest last, and why.",
    footer = {
      "%nThe bytes are in system.quarantine (./tidemark query).",
      "%nExit codes: 0 done, 1 failed, 2 wrong usage or configuration."
    },
    mixinStandardHelpOptions = true)
public final class QuarantineCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int AT = 0;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(
      names = "--limit",
      description = "The newest ones to list (default: ${DEFAULT-VALUE}).",
      defaultValue = "100")
  private int limit;

  @Option(names = "--json", description = "One JSON object a line.")
  private boolean json;

  @Override
  public Integer call() {
    LakeLayout layout = new LakeLayout(config.load().lake().path());
    Comparator<Object[]> byTime = Comparator.comparingLong(row -> (Long) row[AT]);
    PriorityQueue<Object[]> newest = new PriorityQueue<>(byTime);
    AppendTable.open(new Configuration(), layout.quarantine())
        .ifPresent(
            table ->
                table.scan(
                    List.of("refused_at", "topic", "partition", "offset", "stage", "reason"),
                    row -> {
                      newest.add(row);
                      if (newest.size() > limit) {
                        newest.poll();
                      }
                    }));
    PrintWriter out = spec.commandLine().getOut();
    while (!newest.isEmpty()) {
      print(out, newest.poll());
    }
    out.flush();
    return 0;
  }

  private void print(PrintWriter out, Object[] row) {
    Instant at = Instant.EPOCH.plus((Long) row[AT], ChronoUnit.MICROS);
    if (json) {
      ObjectNode line = JSON.createObjectNode().put("refused_at", at.toString());
      line.put("topic", (String) row[1]).put("partition", (Integer) row[2]);
      line.put("offset", (Long) row[3]).put("stage", (String) row[4]);
      out.println(line.put("reason", (String) row[5]));
    } else {
      out.printf("%s  %s/%s at offset %s (%s): %s%n", at, row[1], row[2], row[3], row[4], row[5]);
    }
  }
}
