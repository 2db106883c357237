package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.snapshot.Load;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Mirrors that are loaded from PostgreSQL itself while it is written. */
@OnStack
@Order(6)
final class SnapshotStackIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALL_TABLES = "include: [\"*.*\"]";

  /** Types whose values arrive by the stream as they are, so that both ways have to agree. */
  private static final Set<String> ALIKE =
      Set.of(
          "boolean",
          "smallint",
          "integer",
          "bigint",
          "oid",
          "real",
          "double precision",
          "numeric(10,2)",
          "numeric(38,0)",
          "numeric(5,-2)",
          "numeric(3,5)",
          "numeric(77,2)",
          "numeric",
          "money",
          "date",
          "time",
          "time(3)",
          "timestamp",
          "timestamp(3)",
          "timestamptz",
          "timestamptz(3)",
          "interval year to month",
          "text",
          "varchar(10)",
          "char(5)",
          "name",
          "\"char\"",
          "tsvector",
          "json",
          "jsonb",
          "xml",
          "uuid",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "bit(1)",
          "bit(9)",
          "bytea",
          "int4range",
          "numrange",
          "tstzrange",
          "daterange",
          "point",
          "line",
          "lseg",
          "box",
          "path",
          "circle",
          "bigint[]",
          "smallint[]",
          "oid[]",
          "real[]",
          "char(3)[]",
          "json[]",
          "inet[]",
          "cidr[]",
          "macaddr[]");

  private final Stack stack;
  private final Database database;
  private final Lake lake;
  private final Path config;
  private volatile boolean writing;

  SnapshotStackIT(Stack stack) {
    this.stack = stack;
    database = stack.database();
    lake = stack.lake("loaded");
    config = config(stack);
  }

  /** The bundled configuration, but of this class's tables alone. */
  private static Path config(Stack stack) {
    try {
      String bundled = Files.readString(Path.of("../../spark-job/pipeline.yaml"));
      assertThat(bundled).contains(ALL_TABLES);
      return Files.writeString(
          stack.file("loaded.yaml"),
          bundled.replace(
              ALL_TABLES,
              "include: [public.busy, public.busy_rows, public.loaded_types, public.loaded_first,"
                  + " public.not_loaded, public.nothing, public.transactions]"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Said run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", config.toString()));
    return lake.run(all.toArray(String[]::new)).well();
  }

  @AfterAll
  void end() {
    database.run("drop table if exists loaded_types, loaded_first, not_loaded");
  }

  @Test
  @Order(1)
  void loadedUnderLoadTheMirrorsComeOutEqual() throws IOException {
    List<ConformanceCase> cases = cases();
    create("loaded_types", cases);
    try (BusyTables busy = new BusyTables(database)) {
      busy.write();
      List<CompletableFuture<Void>> open = overlapping();
      run("run", "--once");
      Map<Object, List<Object>> streamed = types(cases);
      database.run(
          "create table loaded_first (id int primary key, name text)",
          "insert into loaded_first select i, 'row ' || i from generate_series(1, 3000) i");

      Said said = run("snapshot", "busy", "--parallel", "3", "--json");
      JsonNode result = JSON.readTree(said.out().lines().reduce((a, b) -> b).orElseThrow());
      assertThat(result.path("rows").longValue())
          .isEqualTo(lake.mirrored("public", "busy", "id").size());
      JsonNode loaded = loadedFrom("busy");
      assertThat(load("busy_rows")).isGreaterThan(100);
      assertThat(load("loaded_types")).isEqualTo(cases.size());
      assertThat(types(cases)).isEqualTo(streamed);
      assertThat(load("loaded_first")).isEqualTo(3000);
      database.run(
          "update loaded_first set name = 'new' where id = 1",
          "update loaded_first set id = 5000 where id = 2",
          "delete from loaded_first where id = 3");

      writing = false;
      open.forEach(CompletableFuture::join);
      busy.pause();
      run("run", "--once");
      assertThat(changesBeforeAndCommittedAfter(loaded))
          .as("changes before the snapshot of transactions that were open across it")
          .isPositive();
      Said verified = run("verify");
      assertThat(verified.out())
          .contains("equal      public.busy: ")
          .contains("equal      public.busy_rows: ")
          .contains("equal      public.loaded_first: 2,999 rows, 2,999 in the mirror")
          .containsPattern("(?m)^equal at LSN ");
    }
  }

  /** At any moment a transaction is open that has written: no snapshot falls between two. */
  private List<CompletableFuture<Void>> overlapping() {
    writing = true;
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      int key = 5000 + i;
      double seconds = 0.3 + 0.1 * i;
      writers.add(
          CompletableFuture.runAsync(
              () -> {
                while (writing) {
                  database.run(
                      ("begin; insert into busy values (%1$d, 1) on conflict (id) do update set n ="
                              + " busy.n + 1; delete from busy where id = %1$d + 100;"
                              + " select pg_sleep(%2$s); insert into busy values (%1$d + 100, 1);"
                              + " insert into busy_rows values (%1$d, 'long'); commit")
                          .formatted(key, seconds));
                }
              }));
    }
    return writers;
  }

  private JsonNode loadedFrom(String table) throws IOException {
    String state = lake.mirror("public", table).orElseThrow().domain("tidemark.mirror").get();
    return JSON.readTree(state).path("loaded");
  }

  private long changesBeforeAndCommittedAfter(JsonNode loaded) {
    Set<Long> running = new HashSet<>();
    loaded.path("seen").path("running").forEach(id -> running.add(id.longValue()));
    return lake.rows(lake.layout().changes(), "table_name", "tx_id", "lsn").stream()
        .filter(row -> "busy".equals(row.get(0)))
        .filter(row -> running.contains((Long) row.get(1)))
        .filter(row -> (Long) row.get(2) < loaded.path("lsn").longValue())
        .count();
  }

  private long load(String table) {
    Map<String, String> settings = new HashMap<>(stack.settings());
    settings.put("TIDEMARK_LAKE", lake.folder().toString());
    return Load.of(table, 2, config, settings);
  }

  /** Rows of the types' table as the mirror has them, but for what tells where they are from. */
  private Map<Object, List<Object>> types(List<ConformanceCase> cases) {
    List<String> columns = new ArrayList<>(List.of("id"));
    cases.stream().map(ConformanceCase::column).distinct().forEach(columns::add);
    columns.add("_cdc");
    Map<Object, List<Object>> rows = new HashMap<>();
    for (List<Object> row :
        lake.mirrored("public", "loaded_types", columns.toArray(String[]::new))) {
      row.replaceAll(SnapshotStackIT::comparable);
      rows.put(row.get(0), row);
    }
    assertThat(rows).hasSameSizeAs(cases);
    return rows;
  }

  private static Object comparable(Object value) {
    if (value instanceof Object[] cdc) {
      return String.valueOf(cdc[6]); // what columns can't hold
    }
    return value instanceof byte[] bytes ? Arrays.toString(bytes) : value;
  }

  private static List<ConformanceCase> cases() {
    return ConformanceCase.values().stream()
        .filter(c -> ALIKE.contains(c.type()))
        .filter(c -> c.loss() != ConformanceCase.Loss.ALWAYS)
        .filter(c -> !(c.type().equals("timestamp") && c.expression().contains("294276")))
        .toList();
  }

  private void create(String table, List<ConformanceCase> cases) {
    Map<String, String> columns = new HashMap<>();
    cases.forEach(c -> columns.put(c.column(), c.type()));
    StringBuilder ddl = new StringBuilder("create table " + table + " (id int primary key");
    columns.forEach((name, type) -> ddl.append(", ").append(name).append(' ').append(type));
    Stream<String> inserts =
        cases.stream()
            .map(
                c ->
                    "insert into %s (id, %s) values (%d, %s)"
                        .formatted(table, c.column(), c.id(), c.expression()));
    database.run(
        Stream.concat(Stream.of(ddl + ")", "set timezone = 'UTC'"), inserts)
            .toArray(String[]::new));
  }

  @Test
  @Order(2)
  void whatTheSnapshotHadIsAccountedForLikeAllElse() {
    for (List<Object> row :
        lake.rows(
            lake.layout().ledger(),
            "consumed",
            "changes",
            "duplicates",
            "control",
            "excluded",
            "quarantined")) {
      long parts = row.stream().skip(1).mapToLong(Long.class::cast).sum();
      assertThat(parts).isEqualTo(row.get(0));
    }
    List<List<Object>> positions =
        lake.rows(lake.layout().changes(), "topic", "partition", "offset");
    assertThat(new HashSet<>(positions)).hasSameSizeAs(positions);
    assertThat(
            lake.rows(lake.layout().changes(), "table_name", "op").stream()
                .filter(row -> "loaded_first".equals(row.get(0)))
                .filter(row -> "c".equals(row.get(1))))
        .as("the change log has every change, those too that the snapshot saw")
        .hasSizeGreaterThanOrEqualTo(3000);
  }

  @Test
  @Order(3)
  void whatCannotBeLoadedSaysWhy() {
    database.run("create table not_loaded (id int primary key, at timetz, price numeric)");
    assertThatThrownBy(() -> load("not_loaded"))
        .hasMessageContaining("column 'at' is of type time with time zone")
        .hasMessageContaining("repair");
    assertThatThrownBy(() -> load("nothing")).hasMessageContaining("does not send it");
    assertThatThrownBy(() -> load("others")).hasMessageContaining("does not select it");
  }
}
