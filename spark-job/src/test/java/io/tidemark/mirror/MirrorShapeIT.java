package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.TableId;
import io.tidemark.mirror.SchemaChange.Kind;
import io.tidemark.net.Events;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of a table's columns that come, go, change and come back. */
class MirrorShapeIT {
  private static final Configuration HADOOP = new Configuration();
  private static final TableId TABLE = new TableId("public", "t");
  private static final RowSchema NARROW = Events.schema(List.of("id"), "id", ColumnType.INT);
  private static final RowSchema WITH_A = withA(ColumnType.INT);

  @TempDir Path folder;

  private final Events events = new Events(TABLE, WITH_A);
  private MirrorTable mirror;

  private static RowSchema withA(ColumnType type) {
    return Events.schema(List.of("id"), "id", ColumnType.INT, "a", type);
  }

  @BeforeEach
  void open() {
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
  }

  @Test
  void everyChangeOfTheShapeIsTold() {
    apply(events.create(1, 1, 10));
    assertTold("CREATED  id integer, a integer, key [id]");
    apply(events.with(withA(ColumnType.LONG)).create(2, 2, 20L));
    assertTold("TYPE a integer → long");
    apply(events.with(NARROW).create(3, 3));
    assertTold("ABSENT a long");
    apply(events.create(4, 4));
    apply(events.with(withA(ColumnType.LONG)).create(5, 5, 50L));
    assertTold("BACK a long");
    assertThat(mirror.returned()).containsExactly("a");
    open();
    assertThat(mirror.returned()).containsExactly("a");
    mirror.settled();
    open();
    assertThat(mirror.returned()).as("nobody knows the column's default yet").containsExactly("a");
    assertThat(mirror.untold()).isEmpty();
  }

  @Test
  void aColumnThatComesToRowsHasToBeFilledAndToNoneNot() {
    events.with(NARROW);
    ChangeEvent row = events.create(1, 1);
    ChangeEvent gone = events.delete(2, 1);
    apply(row, gone);
    apply(events.with(WITH_A).create(3, 2, 20));
    assertThat(mirror.unfilled()).as("there was no row").isEmpty();
    RowSchema more =
        Events.schema(
            List.of("id"), "id", ColumnType.INT, "a", ColumnType.INT, "b", ColumnType.STRING);
    apply(events.with(more).create(4, 3, 30, "x"));
    assertThat(mirror.unfilled()).containsExactly("b");
    open();
    assertThat(mirror.unfilled()).containsExactly("b");
  }

  @Test
  void aColumnThatComesToRowsOfTheSameMicroBatchHasToBeFilled() {
    events.with(NARROW);
    ChangeEvent row = events.create(1, 1);
    apply(row, events.with(WITH_A).create(2, 2, 20));
    assertThat(mirror.unfilled()).containsExactly("a");
  }

  @Test
  void anEventFromBeforeThatComesLateChangesNothing() {
    events.with(NARROW);
    ChangeEvent late = events.in(1).create(2, 2);
    apply(events.in(0).create(1, 1));
    apply(events.with(WITH_A).create(3, 3, 30));
    mirror.settled();
    apply(late);
    assertThat(mirror.untold()).isEmpty();
    assertThat(mirror.returned()).isEmpty();
  }

  @Test
  void aChangeToldTwiceHasOneRow() {
    String path = folder.resolve("schema_changes").toString();
    apply(events.create(1, 1, 10));
    new SchemaChangeTable(HADOOP, path).tell(Map.of(TABLE, mirror), 5);
    open(); // It died before it could remember that.
    assertThat(mirror.untold()).extracting(SchemaChange::kind).containsExactly(Kind.CREATED);
    SchemaChangeTable changes = new SchemaChangeTable(HADOOP, path);
    changes.tell(Map.of(TABLE, mirror), 6);
    List<Object> rows = new ArrayList<>();
    changes
        .table()
        .scan(
            List.of("table_name", "kind", "lsn"), row -> rows.add(row[0] + " " + row[1] + row[2]));
    assertThat(rows).containsExactly("t created1");
  }

  private void apply(ChangeEvent... batch) {
    MirrorPlan plan = mirror.plan(List.of(batch), false);
    assertThat(plan.refused()).isEmpty();
    mirror.commit(plan, 0);
  }

  private void assertTold(String... expected) {
    assertThat(mirror.untold())
        .extracting(change -> change.kind() + " " + change.column() + " " + change.detail())
        .containsExactly(expected);
    mirror.settled();
  }
}
