package io.tidemark.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.cli.ConfigOption;
import io.tidemark.decode.TableId;
import io.tidemark.delta.AppendTable;
import io.tidemark.delta.LakeTable;
import io.tidemark.lake.LakeLayout;
import io.tidemark.lake.LakeTables;
import io.tidemark.mirror.StaleTable;
import io.tidemark.quarantine.State;
import io.tidemark.quarantine.Waiting;
import io.tidemark.source.Postgres;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code summary}: what the lake holds and how far behind it was. */
@Command(
    name = "summary",
    description = {
      "What the lake holds: rows and changes of every table, how long it lagged, and which tables",
      "are stale or have events that wait in the quarantine."
    },
    footer = {
      "%nLag: from the commit in PostgreSQL until the mirror showed it.",
      "%nExit codes: 0 done, 1 failed, 2 wrong usage or configuration."
    },
    mixinStandardHelpOptions = true)
public final class SummaryCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<State> OPEN = Stream.of(State.values()).filter(State::isOpen).toList();

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Option(
      names = "--lag-since",
      paramLabel = "TIME",
      description = "Lag of the micro-batches that began after this time only (ISO 8601, UTC).")
  private Instant lagSince = Instant.EPOCH;

  /** What the ledger says of a mirror, added up. */
  private static final class Total {
    private long rows;
    private long changes;
    private final Lag lag = new Lag();
  }

  @Override
  public Integer call() {
    LakeLayout layout = new LakeLayout(config.load().lake().path());
    Configuration hadoop = new Configuration();
    Map<TableId, Total> totals = new TreeMap<>();
    for (TableId id : LakeTables.mirrors(hadoop, layout)) {
      LakeTable.existing(hadoop, layout.mirror(id))
          .ifPresent(table -> totals.computeIfAbsent(id, i -> new Total()).rows = table.rows());
    }
    long since = ChronoUnit.MICROS.between(Instant.EPOCH, lagSince);
    long[] counts = new long[3];
    AppendTable.open(hadoop, layout.ledger())
        .ifPresent(
            ledger ->
                LedgerTable.scan(
                    ledger,
                    entry -> {
                      counts[0] += entry.changes();
                      counts[1] += entry.quarantined();
                      counts[2] += entry.duplicates();
                      boolean lag = entry.startedAtMicros() >= since;
                      entry.tables().forEach(table -> add(totals, table, lag));
                    }));
    Map<String, Map<State, Integer>> waiting = Waiting.byTable(hadoop, layout.quarantine());
    Map<TableId, String> stale = StaleTable.reasons(hadoop, layout.stale());
    PrintWriter out = spec.commandLine().getOut();
    Optional<ConsistentPosition> consistent =
        LakeTable.existing(hadoop, layout.ledger()).flatMap(ConsistentPosition::find);
    if (json) {
      ObjectNode object = object(counts, totals, consistent);
      ObjectNode reasons = object.putObject("stale");
      stale.forEach((table, reason) -> reasons.put(table.toString(), reason));
      object.set("waiting", object(waiting));
      out.println(object);
    } else {
      print(out, counts, totals);
      out.println(
          consistent
              .map(
                  position ->
                      "whole transactions up to LSN %s, committed at %s"
                          .formatted(lsn(position), committedAt(position)))
              .orElse("no position yet at which it holds whole transactions only"));
      stale.forEach((table, reason) -> out.printf("%nSTALE %s: %s%n", table, reason));
      waiting.forEach((table, states) -> out.printf("%nWAITING %s: %s%n", table, text(states)));
    }
    out.flush();
    return 0;
  }

  private static void add(Map<TableId, Total> totals, TableEntry entry, boolean lag) {
    Total total = totals.computeIfAbsent(entry.table(), id -> new Total());
    total.changes += entry.changes();
    if (lag) {
      total.lag.add(entry.lag());
    }
  }

  private static String lsn(ConsistentPosition position) {
    return Postgres.text(position.frontier().lsn());
  }

  private static Instant committedAt(ConsistentPosition position) {
    return Instant.ofEpochMilli(position.frontier().committedAtMs());
  }

  private static ObjectNode object(
      long[] counts, Map<TableId, Total> totals, Optional<ConsistentPosition> consistent) {
    ObjectNode object =
        JSON.createObjectNode()
            .put("changes", counts[0])
            .put("quarantined", counts[1])
            .put("duplicates", counts[2]);
    object.putNull("consistent");
    consistent.ifPresent(
        position ->
            object
                .putObject("consistent")
                .put("lsn", lsn(position))
                .put("committed_at", committedAt(position).toString()));
    ObjectNode tables = object.putObject("tables");
    totals.forEach(
        (id, total) ->
            tables
                .putObject(id.toString())
                .put("rows", total.rows)
                .put("changes", total.changes)
                .putObject("lag_ms")
                .put("p50", total.lag.percentileMs(50))
                .put("p99", total.lag.percentileMs(99)));
    return object;
  }

  private static ObjectNode object(Map<String, Map<State, Integer>> waiting) {
    ObjectNode tables = JSON.createObjectNode();
    waiting.forEach(
        (table, states) -> {
          ObjectNode counts = tables.putObject(table);
          OPEN.forEach(state -> counts.put(state.text(), states.getOrDefault(state, 0)));
        });
    return tables;
  }

  private static String text(Map<State, Integer> states) {
    return states.entrySet().stream()
            .map(entry -> "%,d %s".formatted(entry.getValue(), entry.getKey().text()))
            .collect(Collectors.joining(", "))
        + " in the quarantine (./tidemark quarantine list)";
  }

  private static void print(PrintWriter out, long[] counts, Map<TableId, Total> totals) {
    out.printf("%-40s %12s %12s %10s %10s%n", "TABLE", "ROWS", "CHANGES", "LAG P50", "LAG P99");
    totals.forEach(
        (id, total) ->
            out.printf(
                "%-40s %,12d %,12d %10s %10s%n",
                id,
                total.rows,
                total.changes,
                ms(total.lag.percentileMs(50)),
                ms(total.lag.percentileMs(99))));
    out.printf(
        "%n%,d changes applied, %,d quarantined, %,d sent twice by Connect and dropped%n",
        counts[0], counts[1], counts[2]);
  }

  private static String ms(Long value) {
    return value == null ? "-" : value + " ms";
  }
}
