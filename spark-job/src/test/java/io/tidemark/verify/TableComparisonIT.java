package io.tidemark.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.TableId;
import io.tidemark.delta.IndexedTable;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedTable;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.net.Events;
import io.tidemark.verify.TableComparison.Difference;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of a real PostgreSQL against its mirror and against corrupted copies of it. */
class TableComparisonIT {
  private static final Configuration HADOOP = new Configuration();
  private static final int ROWS = 300;
  private static EmbeddedPostgres postgres;
  private static SourceTable source;
  private static SourceTable keyless;

  @TempDir Path folder;

  private final Events events =
      new Events(
          new TableId("public", "Odd \"name\""),
          Events.schema(
              List.of("id", "part"),
              "id",
              ColumnType.INT,
              "part",
              ColumnType.STRING,
              "amount",
              ColumnType.decimal(12, 2),
              "at",
              ColumnType.TIMESTAMP,
              "tags",
              ColumnType.array(ColumnType.STRING)));

  @BeforeAll
  static void start() throws IOException, SQLException {
    postgres = EmbeddedPostgres.builder().setServerConfig("wal_level", "logical").start();
    try (Connection connection = connection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "create table \"Odd \"\"name\"\"\" (id int, part text, amount numeric(12,2),"
              + " at timestamptz, tags text[], place point, gone int, primary key (id, part))");
      statement.execute(
          "insert into \"Odd \"\"name\"\"\" select n, 'p' || n % 3, n + 0.25,"
              + " timestamptz '2026-01-01 00:00:00.000001+00' + n * interval '1 second',"
              + " array['a,b', null, n::text] from generate_series(1, "
              + ROWS
              + ") n");
      statement.execute("create table keyless (a int)");
      statement.execute("insert into keyless values (1), (1), (1), (2), (3), (3)");
      statement.execute("create publication p for all tables");
      List<SourceTable> published = SourceTable.published(connection, "p");
      source = published.get(0);
      keyless = published.get(1);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @Test
  void aFaithfulMirrorIsEqual() throws SQLException {
    TableResult result = compare(mirror(rows()), 1000, new LinkedHashMap<>());
    assertThat(result).isEqualTo(new TableResult(source.id(), ROWS, ROWS, List.of(), 0));
  }

  @Test
  void whatIsNotComparedIsSaid() {
    Sides sides = Sides.of(source, mirror(rows()));
    assertThat(sides.columns()).containsExactly("id", "part", "amount", "at", "tags");
    assertThat(sides.notes())
        .containsExactly(
            "public.Odd \"name\".place (point) is not in the mirror",
            "public.Odd \"name\".gone (int4) is not in the mirror");
  }

  @Test
  void everyCorruptedRowIsFoundAndNoOther() throws SQLException {
    List<ChangeEvent> rows = rows();
    rows.set(4, changed(5, "5.26", 1));
    rows.set(5, changed(6, "6.25", 2));
    rows.remove(6);
    rows.add(events.create(900, 7000, "p", null, null, null));
    for (int mostRowsAtOnce : List.of(1, 2, 1000)) {
      Map<KeyHash, Difference> differences = new LinkedHashMap<>();
      TableResult result = compare(mirror(rows), mostRowsAtOnce, differences);
      assertThat(result.differing())
          .containsExactlyInAnyOrder(
              "[5, p2]: other values",
              "[6, p0]: other values",
              "[7, p1]: missing in the mirror",
              "[7000, p]: only in the mirror");
      assertThat(result.differences()).isEqualTo(4);
      assertThat(result.mirrorRows()).isEqualTo(ROWS);
      assertThat(differences).hasSize(4);
    }
  }

  @Test
  void anEmptyMirrorLacksEveryRowHoweverFewAreLookedAtAtOnce() throws SQLException {
    KeyedTable empty = mirror(List.of(events.create(1, 1, "p1", null, null, null)));
    for (int mostRowsAtOnce : List.of(50, 1000)) {
      Map<KeyHash, Difference> differences = new LinkedHashMap<>();
      TableResult result = compare(empty, mostRowsAtOnce, differences);
      assertThat(result.differences()).isEqualTo(ROWS);
      assertThat(result.differing()).hasSize(TableResult.MOST);
      assertThat(differences.values()).allMatch(d -> d.source() != null);
    }
  }

  @Test
  void rowsWithoutAKeyAreCountedNotOnlyFound() throws SQLException {
    Events multiset = new Events(keyless.id(), Events.schema(List.of(), "a", ColumnType.INT));
    List<ChangeEvent> right = new ArrayList<>();
    for (int a : List.of(3, 1, 2, 1, 3, 1)) {
      right.add(multiset.create(right.size() + 1, a));
    }
    assertThat(compareKeyless(right)).isEmpty();
    List<ChangeEvent> wrong = new ArrayList<>(right);
    wrong.remove(1);
    wrong.add(multiset.create(20, 3));
    assertThat(compareKeyless(wrong))
        .containsExactlyInAnyOrder("[1]: missing in the mirror", "[3]: only in the mirror");
  }

  private List<String> compareKeyless(List<ChangeEvent> rows) throws SQLException {
    String path = folder.resolve("mirror" + mirrors++).toString();
    MirrorTable mirror = new MirrorTable(HADOOP, path);
    mirror.commit(mirror.plan(rows, false), 0);
    IndexedTable table = (IndexedTable) mirror.table().orElseThrow();
    try (Connection connection = connection()) {
      return TableComparison.compare(Sides.of(keyless, table), connection, new LinkedHashMap<>(), 2)
          .differing();
    }
  }

  private ChangeEvent changed(int id, String amount, long micro) {
    return events.create(
        500 + id, id, "p" + id % 3, new BigDecimal(amount), at(id) - 1 + micro, tags(id));
  }

  private List<ChangeEvent> rows() {
    List<ChangeEvent> rows = new ArrayList<>();
    for (int id = 1; id <= ROWS; id++) {
      rows.add(events.create(id, id, "p" + id % 3, new BigDecimal(id + ".25"), at(id), tags(id)));
    }
    return rows;
  }

  private static long at(int id) {
    return 1_767_225_600_000_001L + id * 1_000_000L;
  }

  private static List<String> tags(int id) {
    List<String> tags = new ArrayList<>(List.of("a,b", "", Integer.toString(id)));
    tags.set(1, null);
    return Collections.unmodifiableList(tags);
  }

  private int mirrors;

  private KeyedTable mirror(List<ChangeEvent> rows) {
    String path = folder.resolve("mirror" + mirrors++).toString();
    MirrorTable mirror = new MirrorTable(HADOOP, path);
    List<ChangeEvent> inOrder = new ArrayList<>(rows);
    inOrder.sort((a, b) -> Long.compare(a.at().offset(), b.at().offset()));
    mirror.commit(mirror.plan(inOrder, false), 0);
    return KeyedTable.open(HADOOP, path).orElseThrow();
  }

  private static TableResult compare(
      KeyedTable mirror, int mostRowsAtOnce, Map<KeyHash, Difference> differences)
      throws SQLException {
    try (Connection connection = connection()) {
      return TableComparison.compare(
          Sides.of(source, mirror), connection, differences, mostRowsAtOnce);
    }
  }

  private static Connection connection() throws SQLException {
    return java.sql.DriverManager.getConnection(
        postgres.getJdbcUrl("postgres", "postgres")
            + "&options=-c%20TimeZone=UTC%20-c%20DateStyle=ISO&binaryTransfer=false");
  }
}
