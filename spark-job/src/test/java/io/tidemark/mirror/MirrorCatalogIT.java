package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.TableId;
import io.tidemark.mirror.Suspicion.Cure;
import io.tidemark.net.Events;
import io.tidemark.source.Catalog;
import io.tidemark.source.TableFacts;
import io.tidemark.source.TableFacts.ColumnFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mirror makes of what PostgreSQL's catalogue says of its table. */
class MirrorCatalogIT {
  private static final Configuration HADOOP = new Configuration();
  private static final TableId TABLE = new TableId("public", "t");
  private static final ColumnFacts ID = column(1, "id", "integer");
  private static final ColumnFacts A = column(2, "a", "integer");
  private static final ColumnFacts B = column(3, "b", "text");
  private static final TableFacts FACTS = facts(ID, A, B);

  @TempDir Path folder;

  private final Events events = new Events(TABLE, schema("id", "a", "b"));
  private MirrorTable mirror;

  private static RowSchema schema(String id, String a, String b) {
    return Events.schema(List.of(id), id, ColumnType.INT, a, ColumnType.INT, b, ColumnType.STRING);
  }

  private static ColumnFacts column(int number, String name, String type) {
    return new ColumnFacts(number, name, type, false, false, "1");
  }

  private static TableFacts facts(ColumnFacts... columns) {
    return new TableFacts(70, 700, List.of(columns));
  }

  @BeforeEach
  void open() {
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
  }

  private void begin() {
    follow(0, FACTS);
    apply(events.create(1, 1, 10, "x"), events.create(2, 2, 20, "y"));
    mirror.settled();
    open();
    assertThat(mirror.facts()).contains(FACTS);
  }

  @Test
  void renamedColumnsKeepTheirValuesAndLateChangesFindThem() {
    begin();
    ChangeEvent late = events.in(1).update(3, 2, 21, "late");
    follow(9, facts(column(1, "number", "integer"), column(2, "z", "integer"), B));
    assertThat(told()).containsExactly("RENAMED number id → number", "RENAMED z a → z");
    assertThat(mirror.suspicion().orElseThrow())
        .isEqualTo(new Suspicion("columns were renamed: {a=z, id=number}", 9, Cure.REREAD));
    assertThat(mirror.awaits()).isFalse();
    open();
    apply(late, events.in(0).with(schema("number", "z", "b")).update(8, 1, 11, "new"));
    assertRows(List.of("number", "z", "b"), "[1, 11, new]", "[2, 21, late]");
    assertThat(mirror.key()).containsExactly("number");
    assertThat(mirror.table().orElseThrow().schema().fieldNames())
        .containsExactly("number", "z", "b", "_cdc");
  }

  @Test
  void swappedNamesAreFollowedToo() {
    begin();
    follow(9, facts(ID, column(2, "b", "integer"), column(3, "a", "text")));
    apply(
        events
            .with(
                Events.schema(
                    List.of("id"),
                    "id",
                    ColumnType.INT,
                    "b",
                    ColumnType.INT,
                    "a",
                    ColumnType.STRING))
            .update(10, 1, 11, "new"));
    assertRows(List.of("id", "a", "b"), "[1, new, 11]", "[2, y, 20]");
  }

  @Test
  void anOldNameMayBeThatOfANewColumn() {
    begin();
    follow(9, facts(ID, column(2, "z", "integer"), B, column(4, "a", "text")));
    assertThat(told()).containsExactly("RENAMED z a → z", "ADDED a text");
    apply(
        events
            .with(
                Events.schema(
                    List.of("id"),
                    "id",
                    ColumnType.INT,
                    "z",
                    ColumnType.INT,
                    "b",
                    ColumnType.STRING,
                    "a",
                    ColumnType.STRING))
            .create(8, 3, 30, "w", "fresh"));
    assertRows(
        List.of("id", "z", "b", "a"), "[1, 10, x, null]", "[2, 20, y, null]", "[3, 30, w, fresh]");
    assertThat(told()).as("nothing twice").hasSize(2);
  }

  @Test
  void aRenamedColumnMayTakeTheNameOfOneThatIsGone() {
    begin();
    apply(
        events
            .with(Events.schema(List.of("id"), "id", ColumnType.INT, "a", ColumnType.INT))
            .update(5, 1, 11));
    follow(9, facts(ID, A));
    follow(12, facts(ID, column(2, "b", "integer")));
    assertRows(List.of("id", "b"), "[1, 11]", "[2, 20]");
  }

  @Test
  void columnsThatGoWhileOthersComeAreSuspectedWhereNobodyCanBeAsked() {
    apply(events.create(1, 1, 10, "x"));
    apply(events.with(schema("id", "z", "b")).create(2, 2, 20, "y"));
    assertRows(List.of("id", "a", "z", "b"), "[1, 10, null, x]", "[2, null, 20, y]");
    assertThat(mirror.suspicion().orElseThrow().reason()).contains("[a] went while [z] came");
  }

  @Test
  void aNewColumnWithADefaultHasToBeSeenInARowFromBehind() {
    begin();
    follow(9, facts(ID, A, B, new ColumnFacts(4, "c", "integer", true, true, "1")));
    assertThat(mirror.suspicion().orElseThrow().reason())
        .isEqualTo("the new column 'c' has values in older rows");
    mirror.settled();
    assertThat(mirror.suspicion()).isEmpty();
    open();
    apply(events.update(5, 1, 11, "before"));
    assertThat(mirror.awaits()).isTrue();
    apply(events.truncate(6), events.create(7, 1, 11, "before"));
    assertThat(mirror.awaits()).as("that row, too, was filled").isTrue();
    apply(events.read(9, 1, 11, "before"));
    assertThat(mirror.awaits()).isFalse();
  }

  @Test
  void onlyAlterTableRewritesValues() {
    begin();
    follow(9, new TableFacts(70, 701, FACTS.columns()));
    assertThat(mirror.suspicion()).as("TRUNCATE, VACUUM FULL, CLUSTER").isEmpty();
    ColumnFacts touched = new ColumnFacts(2, "a", "integer", false, false, "2");
    follow(10, new TableFacts(70, 701, List.of(ID, touched, B)));
    assertThat(mirror.suspicion()).as("a comment, a statistics target").isEmpty();
    touched = new ColumnFacts(2, "a", "integer", true, false, "3");
    follow(11, new TableFacts(70, 702, List.of(ID, touched, B)));
    assertThat(mirror.suspicion().orElseThrow().reason())
        .isEqualTo("its rows were rewritten (ALTER TABLE), which sends no event");
    assertThat(told()).containsExactly("NOT_NULL a set");
  }

  @Test
  void aTableOfTheSameNameIsNotTheSameTable() {
    begin();
    mirror.leave(Optional.empty(), catalog(9));
    assertThat(told()).containsExactly("DROPPED  ");
    open();
    follow(12, new TableFacts(71, 710, FACTS.columns()));
    assertThat(mirror.suspicion().orElseThrow())
        .isEqualTo(new Suspicion("the table was dropped and created again", 12, Cure.RELOAD));
  }

  private static Catalog catalog(long lsn) {
    return new Catalog(lsn, 1_000 * lsn, Map.of());
  }

  private void follow(long lsn, TableFacts facts) {
    mirror.follow(facts, catalog(lsn));
  }

  private List<String> told() {
    return mirror.untold().stream()
        .map(change -> change.kind() + " " + change.column() + " " + change.detail())
        .toList();
  }

  private void apply(ChangeEvent... batch) {
    MirrorPlan plan = mirror.plan(List.of(batch), false);
    assertThat(plan.refused()).isEmpty();
    assertThat(plan.otherKey()).isNull();
    mirror.commit(plan, 0);
  }

  private void assertRows(List<String> columns, String... expected) {
    List<String> rows = new ArrayList<>();
    mirror.table().orElseThrow().scan(columns, row -> rows.add(Arrays.toString(row)));
    assertThat(rows).containsExactlyInAnyOrder(expected);
  }
}
