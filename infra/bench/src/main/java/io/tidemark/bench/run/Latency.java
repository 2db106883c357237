package io.tidemark.bench.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidemark.stack.home.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
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

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Bench bench;

  public Latency(Bench bench) {
    this.bench = bench;
  }

  /** 1,000 changes a second over four tables, with the bundled configuration. */
  public Figures run() throws IOException, InterruptedException {
    return figures("latency", "4 tables", measure(new SimulatedPayments(), null));
  }

  /** 1,000 changes a second over 100 tables. */
  public Figures runManyTables() throws IOException, InterruptedException {
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
    return figures("many_tables", "100 tables", measure(new ManyTables(), config));
  }

  private static Figures figures(String key, String what, JsonNode lag) {
    ObjectNode json = JSON.createObjectNode();
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

  private JsonNode measure(Load load, Path config) throws IOException, InterruptedException {
    Path folder = bench.home().resolve("stack");
    LocalStack stack = bench.cleanup().add(new LocalStack(bench, folder, config));
    try {
      bench.say("starts a stack");
      stack.up();
      load.prepare(stack);
      stack.run("run", "--once");
      Process job = stack.start("run");
      bench.say("keeps the database busy for " + WARM_UP.plus(MEASURED).toSeconds() + " s");
      long begin = System.currentTimeMillis();
      load.run(stack, WARM_UP.plus(MEASURED));
      TimeUnit.SECONDS.sleep(DRAIN_S);
      LocalStack.stop(job);
      bench.say("compares the mirrors with PostgreSQL");
      stack.run("run", "--once");
      stack.run("verify");
      return lag(stack, begin + WARM_UP.toMillis());
    } catch (IOException | SQLException e) {
      bench.say("FAILED, " + e.getMessage());
      return JSON.createObjectNode().put("failure", e.getMessage());
    } finally {
      stack.close();
      FileTree.delete(folder);
    }
  }

  /** Of whatever became visible since then, also after the load. */
  private JsonNode lag(LocalStack stack, long sinceMs) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(bench.lineup().ofJob("LedgerLag"));
    command.addAll(List.of(stack.lake().toString(), Long.toString(sinceMs)));
    return bench.processes().ask("lag", command);
  }
}
