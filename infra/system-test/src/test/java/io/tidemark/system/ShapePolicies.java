package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** What becomes of tables that may not change their shape just so. */
final class ShapePolicies {
  private static final Duration SOON = Duration.ofMinutes(1);

  private final Database database;
  private final Lake lake;
  private final RunningJob job;

  ShapePolicies(Stack stack, Lake lake, RunningJob job) {
    this.database = stack.database();
    this.lake = lake;
    this.job = job;
  }

  /** The bundled configuration, but with a table that is held and one at which the job stops. */
  static Path config(Stack stack) {
    try {
      String bundled = Files.readString(Path.of("../../spark-job/pipeline.yaml"));
      return Files.writeString(
          stack.file("policies.yaml"),
          bundled
              .replace("hold: []", "hold: [shapes.held]")
              .replace("stop: []", "stop: [shapes.strict_to_the_end]"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Changes of the new shape, and what comes behind them, wait until the shape is accepted. */
  void holdWaitsForARetry() {
    database.run(
        "create table shapes.held (id int primary key, a int)",
        "insert into shapes.held select n, n from generate_series(1, 20) n");
    List<List<Object>> before = database.rows("select id, a from shapes.held");
    awaitRows("held", before, "id", "a");
    database.run(
        "alter table shapes.held add n int, alter a type bigint",
        "update shapes.held set n = id, a = 10000000000 where id <= 3",
        "insert into shapes.held values (21, 21, 21)",
        "delete from shapes.held where id = 1");
    await()
        .atMost(SOON)
        .failFast("the job has ended", job::requireAlive)
        .untilAsserted(
            () ->
                assertThat(states("held"))
                    .containsExactly("held", "held", "held", "held", "refused"));
    job.awaitMark(SOON);
    assertThat(lake.mirrored("shapes", "held", "id", "a"))
        .containsExactlyInAnyOrderElementsOf(before);
    assertThat(lake.run("summary", "--json").well().out())
        .contains("\"shapes.held\":{\"refused\":1,\"held\":4,\"applying\":0}");

    Said said = lake.run("quarantine", "retry", "shapes.held").well();
    assertThat(said.out()).contains("5 applied");
    database.run("update shapes.held set n = 0 where id = 21");
    awaitRows("held", database.rows("select id, a, n from shapes.held"), "id", "a", "n");
    assertThat(states("held")).isEmpty();
  }

  /** The job ends before the first change of the new shape, and goes on with another policy. */
  void stopEndsTheJobAndAnotherPolicyTakesItUp() {
    String table = "strict_to_the_end";
    String name = "shapes." + table;
    database.run(
        "create table " + name + " (id int primary key, a int)",
        "insert into " + name + " select n, n from generate_series(1, 20) n");
    awaitRows(table, database.rows("select id, a from " + name), "id", "a");
    database.run("update " + name + " set a = 0 where id <= 3");
    List<List<Object>> before = database.rows("select id, a from " + name);
    database.run(
        "alter table " + name + " add n int",
        "update " + name + " set n = 1, a = 1 where id <= 3",
        "delete from " + name + " where id = 7");
    Said said = job.command().await(SOON).with(1);
    assertThat(said.err())
        .contains("tidemark: the job failed. The shape of the table '" + name + "' changed")
        .contains("It shows added n integer, and tables.schema-changes says stop for it")
        .contains("Name the table under evolve (or hold) there, and start again")
        .doesNotContain("\tat ");
    assertThat(lake.mirrored("shapes", table, "id", "a"))
        .containsExactlyInAnyOrderElementsOf(before);
    assertThat(lake.mirror("shapes", table).orElseThrow().schema().indexOf("n")).isNegative();
    assertThat(lake.rows(lake.layout().quarantine(), "table_name"))
        .doesNotContain(Collections.singletonList(table));

    lake.run("run", "--once").well();
    assertThat(lake.mirrored("shapes", table, "id", "a", "n"))
        .containsExactlyInAnyOrderElementsOf(database.rows("select id, a, n from " + name));
  }

  /** What the table's events in the quarantine are that wait, in the order of the alphabet. */
  private List<String> states(String table) {
    return lake.rows(lake.layout().quarantine(), "table_name", "state").stream()
        .filter(row -> table.equals(row.get(0)))
        .map(row -> (String) row.get(1))
        .filter(state -> state.equals("refused") || state.equals("held"))
        .sorted()
        .toList();
  }

  private void awaitRows(String table, List<List<Object>> expected, String... columns) {
    await()
        .atMost(SOON)
        .failFast("the job has ended", job::requireAlive)
        .untilAsserted(
            () ->
                assertThat(lake.mirrored("shapes", table, columns))
                    .containsExactlyInAnyOrderElementsOf(expected));
  }
}
