package io.tidemark.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.awaitility.Awaitility.await;

import io.tidemark.system.ConformanceTable.Judged;
import io.tidemark.system.ConformanceTable.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/**
 * Every type's edge values from PostgreSQL to a mirror that a running job keeps, and the page that
 * says what became of each. {@code -Dtidemark.conformance=write} writes the page.
 */
final class Conformance {
  private static final Path PAGE = Path.of("../../spark-job/conformance.md");
  private static final Duration SOON = Duration.ofSeconds(90);

  private static final String TYPES =
      """
      create extension if not exists hstore;
      create extension if not exists citext;
      create extension if not exists ltree;
      create extension if not exists cube;
      create extension if not exists isn;
      create type c_mood as enum ('sad', 'ok', 'happy');
      create domain c_email as text check (value like '%@%');
      create domain c_posint as integer check (value > 0);
      create domain c_amount as numeric(12, 2);
      create type c_addr as (street text, zip int)
      """;

  private static final String SNAPSHOT =
      """
      insert into tidemark.debezium_signal values (gen_random_uuid()::text, 'execute-snapshot',
        '{"type": "incremental", "data-collections": ["public.conformance"]}')
      """;

  private final Stack stack;
  private final Lake lake;
  private final RunningJob job;

  Conformance(Stack stack, Lake lake, RunningJob job) {
    this.stack = stack;
    this.lake = lake;
    this.job = job;
  }

  /** Send every value, compare what arrives, and compare the page with it. */
  void check() throws SQLException, IOException {
    Database database = stack.database();
    try (Connection connection =
        DriverManager.getConnection(database.url(), database.user(), database.password())) {
      ConformanceTable values =
          new ConformanceTable(stack, lake, connection, "conformance", ConformanceCase.values());
      values.run("set timezone = 'UTC'", TYPES);
      ConformanceTable large =
          new ConformanceTable(
              stack, lake, connection, "conformance_large", ConformanceCase.large());
      values.create();
      large.create(
          ConformanceCase.large().stream()
              .map(
                  c ->
                      "alter table conformance_large alter " + c.column() + " set storage external")
              .toArray(String[]::new));
      awaitThat(() -> values.arrived("c") && large.arrived("c"));
      List<Judged> streamed = values.judge("c");
      accountedFor(streamed, values);

      large.run("update conformance_large set n = 1");
      awaitThat(large::settled);
      List<Judged> untouched = large.judge("u");
      accountedFor(untouched, large);
      changeLogTellsWhatWasUnsent();

      values.run(SNAPSHOT);
      awaitThat(() -> values.arrived("r"));
      List<Judged> snapshot = values.judge("r");
      accountedFor(snapshot, values);

      List<Judged> otherwise = new ArrayList<>();
      for (int i = 0; i < streamed.size(); i++) {
        if (!ConformancePage.alike(streamed.get(i), snapshot.get(i))) {
          otherwise.add(snapshot.get(i));
        }
      }
      values.run("drop table conformance, conformance_large", "drop type c_addr, c_mood cascade");
      String page = ConformancePage.of(streamed, otherwise, untouched);
      if ("write".equals(System.getProperty("tidemark.conformance"))) {
        Files.writeString(PAGE, page);
      }
      assertThat(Files.readString(PAGE))
          .as("spark-job/conformance.md against this run; its head says how to write it anew")
          .isEqualTo(page);
    }
  }

  private void awaitThat(Callable<Boolean> arrived) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(300))
        .failFast("the job has ended", job::requireAlive)
        .until(arrived);
  }

  /** From NULL and from a text: the column is named, and the placeholder is nowhere. */
  private void changeLogTellsWhatWasUnsent() {
    String changes = lake.layout().changes();
    List<List<Object>> updates =
        lake.rows(changes, "table_name", "op", "key", "unavailable", "after").stream()
            .filter(row -> "conformance_large".equals(row.get(0)) && row.get(1).equals("u"))
            .toList();
    assertThat(updates).hasSameSizeAs(ConformanceCase.large());
    for (List<Object> update : updates) {
      int id = Integer.parseInt(((String) update.get(2)).replaceAll("\\D", ""));
      ConformanceCase of = ConformanceCase.large().get(id - 1);
      assertThat(update.get(3)).asInstanceOf(LIST).contains(of.column());
      assertThat((String) update.get(4))
          .doesNotContain(stack.setting("TIDEMARK_UNAVAILABLE_VALUE"))
          .doesNotContain("\"" + of.column() + "\":\"")
          .doesNotContain("\"" + of.column() + "\":[");
    }
  }

  /**
   * No value is wrong in silence: verify names the rows that are not the source's, and no other.
   */
  private static void accountedFor(List<Judged> judged, ConformanceTable table)
      throws SQLException {
    assertThat(judged).filteredOn(value -> value.verdict() == Verdict.WRONG).isEmpty();
    Set<Integer> lost = new TreeSet<>();
    for (Judged value : judged) {
      if (value.verdict().isLost() && table.compared(value.of())) {
        lost.add(value.of().id());
      }
    }
    assertThat(new TreeSet<>(table.differing())).isEqualTo(lost);
  }
}
