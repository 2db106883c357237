package io.tidemark.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.config.PostgresConfig;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.TableId;
import io.tidemark.delta.AppendTable;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.mirror.ReplayedMirror;
import io.tidemark.net.Events;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    assertThat(compare(mirror(rows()), 1000))
        .isEqualTo(TableResult.compared(source.id(), ROWS, ROWS, List.of(), 0));
  }

  @Test
  void whatIsNotComparedIsSaid() {
    Sides sides = Sides.of(source, new ReplayedMirror(mirror(rows()), List.of()));
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
    MirrorTable mirror = mirror(rows);
    twice(mirror, 8);
    mirror = new MirrorTable(HADOOP, latest());
    for (int mostRowsAtOnce : List.of(1, 2, 1000)) {
      TableResult result = compare(mirror, mostRowsAtOnce);
      assertThat(result.differing())
          .containsExactlyInAnyOrder(
              "[5, p2]: other values",
              "[6, p0]: other values",
              "[7, p1]: missing in the mirror",
              "[8, p2]: more often in the mirror",
              "[7000, p]: only in the mirror");
      assertThat(result.differences()).isEqualTo(5);
      assertThat(result.mirrorRows()).isEqualTo(ROWS + 1);
    }
  }

  /** Another row of a key, as no upsert writes it. */
  private void twice(MirrorTable mirror, int id) {
    List<Object[]> rows = new ArrayList<>();
    mirror
        .table()
        .orElseThrow()
        .scan(
            mirror.table().orElseThrow().schema().fieldNames(),
            row -> {
              if (row[0].equals(id)) {
                rows.add(row);
              }
            });
    AppendTable.open(HADOOP, latest()).orElseThrow().append(rows, Map.of());
  }

  @Test
  void bothPacesFindTheSame() throws SQLException {
    List<ChangeEvent> rows = rows();
    rows.remove(6);
    try (Connection connection = connection()) {
      Sides sides = Sides.of(source, new ReplayedMirror(mirror(rows), List.of()));
      for (Pace pace : Pace.values()) {
        assertThat(TableComparison.compare(sides, connection, pace).differing())
            .containsExactly("[7, p1]: missing in the mirror");
      }
    }
  }

  @Test
  void aSnapshotSeesTheTransactionsUpToItsLsnAndNoOther() throws SQLException {
    try (Connection other = connection();
        Statement statement = other.createStatement()) {
      statement.execute("create table seen as select pg_current_xact_id()::text as id");
      try (SourceSnapshot snapshot = SourceSnapshot.take(config(), Duration.ofSeconds(30))) {
        statement.execute("insert into seen values (pg_current_xact_id()::text)");
        List<Boolean> seen = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("select id from seen order by id::xid8")) {
          while (rows.next()) {
            seen.add(snapshot.visible().see(rows.getLong(1)));
          }
        }
        assertThat(seen).containsExactly(true, false);
        try (Statement reader = snapshot.connection().createStatement();
            ResultSet row = reader.executeQuery("select count(*) from seen")) {
          row.next();
          assertThat(row.getInt(1)).isEqualTo(1);
        }
      }
      statement.execute("drop table seen");
    }
  }

  @Test
  void whileAWriterStaysOpenThereIsNoSnapshotAndOnePatientlySaysSo() throws SQLException {
    try (Connection open = connection();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("insert into keyless values (99)");
      assertThatThrownBy(() -> SourceSnapshot.take(config(), Duration.ofMillis(300)))
          .isInstanceOf(CannotTellException.class)
          .hasMessageStartingWith("a transaction that has written is open for more than");
      open.rollback();
    }
  }

  private static PostgresConfig config() {
    String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
    return new PostgresConfig(url, "postgres", Optional.empty(), "s", "p");
  }

  @Test
  void aTableThatWasTruncatedAfterTheSnapshotIsKnownToBeUnreadable() throws SQLException {
    try (Connection reader = connection();
        Connection other = connection();
        Statement statement = other.createStatement()) {
      statement.execute("create table short_lived as select 1 as a");
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      SourceTable table =
          SourceTable.published(reader, "p").stream()
              .filter(t -> t.id().table().equals("short_lived"))
              .findFirst()
              .orElseThrow();
      assertThat(table.rewritten(reader)).isFalse();
      statement.execute("truncate short_lived");
      assertThat(table.hasRows(reader)).isFalse();
      assertThat(table.rewritten(reader)).isTrue();
      reader.rollback();
      statement.execute("drop table short_lived");
    }
  }

  @Test
  void anEmptyMirrorLacksEveryRowHoweverFewAreLookedAtAtOnce() throws SQLException {
    MirrorTable empty = mirror(List.of(events.create(1, 1, "p1", null, null, null)));
    for (int mostRowsAtOnce : List.of(50, 1000)) {
      TableResult result = compare(empty, mostRowsAtOnce);
      assertThat(result.differences()).isEqualTo(ROWS);
      assertThat(result.differing()).hasSize(TableResult.MOST);
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
        .containsExactlyInAnyOrder("[1]: missing in the mirror", "[3]: more often in the mirror");
  }

  private List<String> compareKeyless(List<ChangeEvent> rows) throws SQLException {
    String path = folder.resolve("mirror" + mirrors++).toString();
    MirrorTable mirror = new MirrorTable(HADOOP, path);
    mirror.commit(mirror.plan(rows, false), 0);
    try (Connection connection = connection()) {
      Sides sides = Sides.of(keyless, new ReplayedMirror(mirror, List.of()));
      return TableComparison.compare(
              sides, connection, Pace.FULL, new TableComparison.Limits(2, TableResult.MOST))
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

  private String latest() {
    return folder.resolve("mirror" + (mirrors - 1)).toString();
  }

  private MirrorTable mirror(List<ChangeEvent> rows) {
    String path = folder.resolve("mirror" + mirrors++).toString();
    MirrorTable mirror = new MirrorTable(HADOOP, path);
    List<ChangeEvent> inOrder = new ArrayList<>(rows);
    inOrder.sort((a, b) -> Long.compare(a.at().offset(), b.at().offset()));
    mirror.commit(mirror.plan(inOrder, false), 0);
    return mirror;
  }

  private static TableResult compare(MirrorTable mirror, int mostRowsAtOnce) throws SQLException {
    try (Connection connection = connection()) {
      Sides sides = Sides.of(source, new ReplayedMirror(mirror, List.of()));
      return TableComparison.compare(
          sides,
          connection,
          Pace.FULL,
          new TableComparison.Limits(mostRowsAtOnce, TableResult.MOST));
    }
  }

  private static Connection connection() throws SQLException {
    return java.sql.DriverManager.getConnection(
        postgres.getJdbcUrl("postgres", "postgres")
            + "&options=-c%20TimeZone=UTC%20-c%20DateStyle=ISO&binaryTransfer=false");
  }
}
