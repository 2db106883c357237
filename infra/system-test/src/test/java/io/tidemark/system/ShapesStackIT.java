package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidemark.decode.TableId;
import io.tidemark.mirror.StaleTable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What becomes of mirrors whose tables change their shape, of which events tell little. */
@OnStack
@Order(6)
final class ShapesStackIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String MANY =
      "create table %s (id int primary key, a int, b text);"
          + " insert into %1$s select n, n, 'row ' || n from generate_series(1, 50) n";

  /** Those that keep their names. */
  private static final List<String> TABLES =
      List.of(
          "added",
          "rewritten",
          "renamed",
          "renamed_quietly",
          "swapped",
          "reused",
          "to_text",
          "to_int",
          "other_key",
          "serial_key",
          "key_renamed",
          "created_again",
          "first",
          "second",
          "vacuumed",
          "truncated",
          "refilled",
          "strict");

  private final Stack stack;
  private final Database database;
  private final Lake lake;
  private RunningJob job;

  ShapesStackIT(Stack stack) {
    this.stack = stack;
    database = stack.database();
    lake = stack.lake("shapes");
  }

  @BeforeAll
  void begin() {
    database.run("create schema shapes", "create schema \"Ünïcode & schema\"");
    for (String table : TABLES) {
      database.run(MANY.formatted("shapes." + table));
    }
    database.run(
        MANY.formatted("shapes.dropped"),
        MANY.formatted("shapes.moved"),
        "create table shapes.narrowed (id int primary key, a bigint, b numeric(20, 4),"
            + " c varchar(100))",
        "insert into shapes.narrowed values (1, 10, 1.5, 'long text'), (2, null, 2.25, 'x')",
        "create table shapes.keyless (a int, b text)",
        "alter table shapes.keyless replica identity full",
        "insert into shapes.keyless values (1, 'x'), (1, 'x'), (2, null)",
        "create table shapes.keyless_rewritten (a smallint)",
        "alter table shapes.keyless_rewritten replica identity full",
        "insert into shapes.keyless_rewritten values (1), (1), (null)");
    job = RunningJob.start(stack, lake, "--config", ShapePolicies.config(stack).toString());
  }

  @AfterAll
  void end() {
    if (job != null) {
      job.close();
    }
    database.run("drop schema shapes, \"Ünïcode & schema\" cascade");
  }

  @Test
  @Order(1)
  void whateverBecomesOfTablesTheirMirrorsBecomeEqualByThemselves() {
    database.run(
        "alter table shapes.added add n int default 7, add at timestamptz default"
            + " clock_timestamp()",
        "alter table shapes.rewritten alter a type int using a * 2",
        "alter table shapes.renamed rename a to z",
        "update shapes.renamed set z = 100 where id <= 5",
        "alter table shapes.renamed_quietly rename a to z",
        "begin; alter table shapes.swapped rename a to t; alter table shapes.swapped rename b to a;"
            + " alter table shapes.swapped rename t to b; commit",
        "alter table shapes.reused rename a to z",
        "alter table shapes.reused add a text",
        "insert into shapes.reused (id, z, a) values (51, 51, 'new')",
        "alter table shapes.to_text alter a type text using 'is ' || a",
        "update shapes.to_text set a = 'changed' where id <= 5",
        "alter table shapes.to_int alter b type int using length(b)",
        "alter table shapes.other_key alter id type text",
        "insert into shapes.other_key values ('x', 51, 'new')",
        "delete from shapes.other_key where id = '7'",
        "alter table shapes.serial_key drop constraint serial_key_pkey",
        "alter table shapes.serial_key add sid serial primary key",
        "update shapes.serial_key set a = 0 where id <= 5",
        "alter table shapes.key_renamed rename id to number",
        "update shapes.key_renamed set a = 0 where number <= 5",
        "drop table shapes.created_again",
        "create table shapes.created_again (id int primary key, a text)",
        "insert into shapes.created_again values (1, 'new'), (99, 'newer')",
        "drop table shapes.dropped",
        "alter table shapes.moved rename to moved_on",
        "update shapes.moved_on set a = 0 where id <= 5",
        "update shapes.first set b = 'first'",
        "begin; alter table shapes.first rename to t; alter table shapes.second rename to first;"
            + " alter table shapes.t rename to second; commit",
        "vacuum full shapes.vacuumed",
        "truncate shapes.truncated",
        "insert into shapes.truncated values (1, 1, 'after')",
        "begin; truncate shapes.refilled; insert into shapes.refilled values (2, 2, 'x');"
            + " alter table shapes.refilled add n int not null default 3; commit",
        "alter table shapes.strict alter a set not null",
        "alter table shapes.narrowed alter a type int, alter b type numeric(10, 2),"
            + " alter c type varchar(5) using left(c, 5)",
        "insert into shapes.narrowed values (3, 3, 3.25, 'y')",
        "alter table shapes.keyless rename a to z",
        "delete from shapes.keyless where b is null",
        "alter table shapes.keyless_rewritten alter a type int");
    awaitTold(
        "added added n",
        "added added at",
        "renamed renamed z",
        "renamed_quietly renamed z",
        "swapped renamed a",
        "swapped renamed b",
        "reused renamed z",
        "reused added a",
        "to_text type a",
        "to_int type b",
        "other_key type id",
        "serial_key key ",
        "serial_key added sid",
        "key_renamed renamed number",
        "created_again created ",
        "dropped dropped ",
        "moved renamed ",
        "strict not_null a",
        "narrowed type a",
        "narrowed type b",
        "narrowed type c",
        "keyless renamed z");
    // Nothing but its next change shows what became of it, and it can't be asked for one.
    database.run("insert into shapes.keyless_rewritten values (70000)");
    awaitNoneStale();
    Stream.concat(TABLES.stream(), Stream.of("moved_on", "keyless", "keyless_rewritten"))
        .forEach(
            table ->
                await()
                    .atMost(SOON)
                    .ignoreExceptions()
                    .untilAsserted(() -> assertSame("shapes", table)));
    awaitNoneStale();
    assertThat(lake.mirrored("shapes", "dropped", "id")).as("stays as it was").hasSize(50);
    assertThat(lake.mirrored("shapes", "moved", "id")).as("stays as it was").hasSize(50);
    assertNothingRefused();
    assertThat(lake.run("doctor", "--json").out()).contains("No table is known to be stale");
  }

  @Test
  @Order(2)
  void strangeNamesAreNoObstacle() {
    String schema = "Ünïcode & schema";
    List<String> tables =
        List.of(
            "select",
            "_change_type",
            "a/b",
            "%2e",
            "\u00e9",
            "e\u0301",
            "🙂",
            "x".repeat(63),
            "UPPER",
            "upper",
            "with \"quotes\" and 'more'",
            "back`tick");
    List<String> columns =
        List.of(
            "select",
            "_change_type",
            "_commit_version",
            "_metadata",
            "a.b, c;{}()=\t",
            "\u00e9",
            "e\u0301",
            "🙂",
            "y".repeat(63),
            "../x",
            "\\",
            "back`tick",
            "with \"quotes\"",
            " ");
    for (String table : tables) {
      String name = quoted(schema) + "." + quoted(table);
      database.run(
          columns.stream()
              .map(column -> quoted(column) + " text")
              .collect(
                  Collectors.joining(
                      ", ", "create table " + name + " (\"the \"\"Key\" int primary key, ", ")")),
          "insert into " + name + " (\"the \"\"Key\", \" \") values (1, 'one'), (2, 'two')",
          "update " + name + " set \"e\u0301\" = 'three' where \"the \"\"Key\" = 2");
    }
    database.run(
        "create table shapes.alike (id int primary key, _cdc int)",
        "insert into shapes.alike values (1, 4), (2, null)",
        "update shapes.alike set _cdc = 5 where id = 1");
    job.awaitMark(SOON);
    for (String table : tables) {
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(lake.mirrored(schema, table, " ")).hasSize(2));
      assertSame(schema, table);
    }
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(lake.mirrored("shapes", "alike", "id", "_cdc_2"))
                    .containsExactlyInAnyOrder(List.of(1, 5), Arrays.asList(2, null)));
  }

  /** As pgbench does it: load, then the keys; its history has none. */
  @Test
  @Order(3)
  void theTablesOfPgbenchAreProvenEqual() {
    database.run(
        "create table shapes.branches (bid int not null, bbalance int, filler char(88))",
        "create table shapes.tellers (tid int not null, bid int, tbalance int, filler char(84))",
        "create table shapes.accounts (aid int not null, bid int, abalance int, filler char(84))",
        "create table shapes.history (tid int, bid int, aid int, delta int, mtime timestamp,"
            + " filler char(22))",
        "insert into shapes.branches values (1, 0)",
        "insert into shapes.tellers select n, 1, 0 from generate_series(1, 10) n",
        "insert into shapes.accounts select n, 1, 0, '' from generate_series(1, 2000) n",
        "alter table shapes.branches add primary key (bid)",
        "alter table shapes.tellers add primary key (tid)",
        "alter table shapes.accounts add primary key (aid)",
        "do $$ declare a int; t int; d int; begin for i in 1 .. 500 loop"
            + " a := 1 + random() * 1999; t := 1 + random() * 9; d := random() * 10000 - 5000;"
            + " update shapes.accounts set abalance = abalance + d where aid = a;"
            + " update shapes.tellers set tbalance = tbalance + d where tid = t;"
            + " update shapes.branches set bbalance = bbalance + d where bid = 1;"
            + " insert into shapes.history values (t, 1, a, d, clock_timestamp()); commit;"
            + " end loop; end $$");
    job.awaitMark(SOON);
    awaitNoneStale();
    Said said = lake.run("verify").well();
    assertThat(said.out())
        .containsPattern("(?m)^equal at LSN ")
        .contains("shapes.accounts: 2,000 rows, 2,000 in the mirror")
        .contains("shapes.history: 500 rows, 500 in the mirror")
        .contains("shapes.alike: 2 rows, 2 in the mirror");
    assertNothingRefused();
  }

  @Test
  @Order(4)
  void aTableThatIsHeldWaitsUntilItsShapeIsAcceptedAndOneThatStopsEndsTheJob() {
    ShapePolicies policies = new ShapePolicies(stack, lake, job);
    policies.holdWaitsForARetry();
    policies.stopEndsTheJobAndAnotherPolicyTakesItUp();
  }

  /** Other classes' topics are in Kafka too. */
  private void assertNothingRefused() {
    assertThat(lake.rows(lake.layout().quarantine(), "schema_name", "table_name", "reason"))
        .noneMatch(row -> "shapes".equals(row.get(0)));
  }

  private static String quoted(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** The mirror has the columns of the table, by its names, and its rows. */
  private void assertSame(String schema, String table) {
    List<String> columns =
        database
            .rows(
                ("select attname from pg_attribute where attrelid = $$%s.%s$$::regclass and"
                        + " attnum > 0 and not attisdropped and atttypid <> 'timestamptz'::regtype")
                    .formatted(quoted(schema), quoted(table)))
            .stream()
            .map(row -> row.get(0).toString())
            .toList();
    String list = columns.stream().map(c -> quoted(c)).collect(Collectors.joining(", "));
    assertThat(lake.mirrored(schema, table, columns.toArray(String[]::new)))
        .as(table)
        .containsExactlyInAnyOrderElementsOf(
            database.rows("select " + list + " from " + quoted(schema) + "." + quoted(table)));
  }

  private void awaitTold(String... changes) {
    await()
        .atMost(SOON)
        .failFast("the job has ended", job::requireAlive)
        .untilAsserted(
            () ->
                assertThat(
                        lake
                            .rows(
                                lake.layout().schemaChanges(), "table_name", "kind", "column_name")
                            .stream()
                            .map(row -> row.get(0) + " " + row.get(1) + " " + row.get(2)))
                    .contains(changes));
  }

  private void awaitNoneStale() {
    await()
        .atMost(SOON)
        .failFast("the job has ended", job::requireAlive)
        .untilAsserted(() -> assertThat(stale()).isEmpty());
  }

  private Map<TableId, String> stale() {
    return StaleTable.reasons(new Configuration(), lake.layout().stale());
  }
}
