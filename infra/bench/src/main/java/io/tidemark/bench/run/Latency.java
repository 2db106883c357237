package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.bench.profile.Span;
import io.tidemark.stack.home.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How long a change takes from its commit in PostgreSQL until readers of the mirror see it, by the
 * ledger, while the database is busy and everything runs on this machine.
 */
public final class Latency {
  private static final Duration WARM_UP = Duration.ofSeconds(40);
  private static final Duration MEASURED = Duration.ofSeconds(60);

  /** A job that keeps up needs less to apply the last changes. */
  private static final long DRAIN_S = 5;

  private static final int RATE = 1000;
  private static final List<Integer> RATES = List.of(100, RATE, 5000);
  private static final int TABLES = 100;
  private static final List<Integer> TABLE_COUNTS = List.of(1, 10, TABLES);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Bench bench;
  private final boolean quick;

  /**
   * Nothing has run yet.
   *
   * @param quick whether only that is measured which has a key of its own without a number
   */
  public Latency(Bench bench, boolean quick) {
    this.bench = bench;
    this.quick = quick;
  }

  /** 100, 1,000 and 5,000 changes a second over four tables, with the bundled configuration. */
  public List<Figures> run() throws IOException, InterruptedException {
    List<Figures> all = new ArrayList<>();
    for (int rate : quick ? List.of(RATE) : RATES) {
      String key = rate == RATE ? "latency" : "latency_" + rate;
      String what = String.format(Locale.ROOT, "4 tables, %,d changes/s", rate);
      all.add(measure(key, what, new SimulatedPayments(rate), null));
    }
    return all;
  }

  /** 1,000 changes a second over 1, 10 and 100 tables. */
  public List<Figures> runManyTables() throws IOException, InterruptedException {
    Path config = bench.home().resolve("many-tables.yaml");
    Files.createDirectories(bench.home());
    Files.writeString(
        config,
        """
        source:
          kafka:
            bootstrap-servers: ${TIDEMARK_KAFKA_BOOTSTRAP_SERVERS}
            topic-prefix: ${TIDEMARK_TOPIC_PREFIX}
          postgres:
            jdbc-url: ${TIDEMARK_POSTGRES_JDBC_URL}
            user: ${TIDEMARK_POSTGRES_USER}
            password: ${TIDEMARK_POSTGRES_PASSWORD}
          unavailable-value: ${TIDEMARK_UNAVAILABLE_VALUE}
        lake:
          path: ${TIDEMARK_LAKE}
        tables:
          include: ["public.*"]
        """);
    List<Figures> all = new ArrayList<>();
    for (int tables : quick ? List.of(TABLES) : TABLE_COUNTS) {
      String key = tables == TABLES ? "many_tables" : "many_tables_" + tables;
      String what = tables + " tables, 1,000 changes/s";
      all.add(measure(key, what, new ManyTables(tables), config));
    }
    return all;
  }

  private Figures measure(String key, String what, Load load, Path config)
      throws IOException, InterruptedException {
    ObjectNode json = JSON.createObjectNode();
    String name = key.replace('_', '-');
    JsonNode lag = measure(name, load, config, json);
    json.set(key, lag);
    if (lag.has("failure")) {
      return new Figures("%n%s: %s%n".formatted(what, lag.get("failure").asText()), json, false);
    }
    json.set(key + "_p50_ms", lag.get("p50_ms"));
    json.set(key + "_p99_ms", lag.get("p99_ms"));
    String text =
        String.format(
            Locale.ROOT,
            "%nfrom commit to visible, %s, %,d changes: p50 %d ms, p99 %d ms%n",
            what,
            lag.get("changes").asLong(),
            lag.get("p50_ms").asLong(),
            lag.get("p99_ms").asLong());
    return new Figures(text, json, lag.get("quarantined").asLong() == 0);
  }

  private JsonNode measure(String name, Load load, Path config, ObjectNode json)
      throws IOException, InterruptedException {
    Path folder = bench.home().resolve("stack");
    LocalStack stack = bench.cleanup().add(new LocalStack(bench, folder, config));
    try {
      bench.say(name + ": starts a stack");
      stack.up();
      load.prepare(stack);
      stack.run("run", "--once");
      Process job = stack.startJob(name);
      bench.say("keeps the database busy for " + WARM_UP.plus(MEASURED).toSeconds() + " s");
      Instant begin = Instant.now().plus(WARM_UP);
      load.run(stack, WARM_UP.plus(MEASURED));
      TimeUnit.SECONDS.sleep(DRAIN_S);
      LocalStack.stop(job);
      bench.say("compares the mirrors with PostgreSQL");
      stack.run("run", "--once");
      stack.run("verify");
      ObjectNode lag = lag(stack, begin.toEpochMilli());
      bench.recordings().tell(name, json, new Span(begin, begin.plus(MEASURED)));
      bench
          .recordings()
          .heap(name)
          .ifPresent(
              heap -> {
                lag.put("peak_heap_mb", heap.peak()).put("heap_after_gc_mb", heap.live());
                json.put("peak_heap_mb", heap.peak());
              });
      return lag;
    } catch (IOException | SQLException e) {
      bench.say("FAILED, " + e.getMessage());
      return JSON.createObjectNode().put("failure", e.getMessage());
    } finally {
      stack.close();
      FileTree.delete(folder);
    }
  }

  /** Of whatever became visible since then, also after the load. */
  private ObjectNode lag(LocalStack stack, long sinceMs) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(bench.lineup().ofJob("LedgerLag"));
    command.addAll(List.of(stack.lake().toString(), Long.toString(sinceMs)));
    return (ObjectNode) bench.processes().ask("lag", command);
  }
}
