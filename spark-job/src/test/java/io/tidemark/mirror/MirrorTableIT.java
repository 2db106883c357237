package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.Unavailable;
import io.tidemark.delta.KeyedTable;
import io.tidemark.delta.LakeTable;
import io.tidemark.net.Events;
import io.tidemark.net.History;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTableIT {
  private static final Configuration HADOOP = new Configuration();
  private static final long NOW = 1_800_000_000_000_000L;
  private static final Object GAP = Unavailable.VALUE;

  @TempDir Path folder;
  private MirrorTable mirror;
  private final Events events = new Events(History.TABLE, History.SCHEMA);

  @BeforeEach
  void open() {
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
  }

  @Test
  void snapshotRowsAndChangesMakeTheRowsOfTheSource() {
    apply(events.read(5, 1, 10, "one"), events.read(5, 2, 20, null));
    apply(
        events.create(6, 3, 30, "three"),
        events.update(7, 1, 11, "one"),
        events.delete(8, 2),
        events.delete(9, 77));
    assertRows("[1, 11, one]", "[3, 30, three]");
    apply(events.update(10, 3, null, "x"), events.create(11, 2, 5, "again"));
    assertRows("[1, 11, one]", "[2, 5, again]", "[3, null, x]");
    assertThat(mirror.sequence()).isEqualTo(3);
    assertThat(mirror.key()).containsExactly("id");
  }

  @Test
  void everyRowSaysWhichChangeMadeIt() {
    apply(events.create(6, 1, 0, "x"));
    ChangeEvent event = events.update(7, 1, 1, "x");
    apply(event);
    table()
        .scan(
            List.of("_cdc"),
            row ->
                assertThat((Object[]) row[0])
                    .containsExactly("u", 7L, 7L, 777L, event.commitMicros(), NOW, null));
  }

  @Test
  void aValueThatItsTypeCannotHoldIsKeptAsText() {
    events.with(Events.schema(List.of("id"), "id", ColumnType.INT, "d", ColumnType.decimal(9, 2)));
    apply(events.create(6, 1, new BigDecimal("1.00")));
    apply(events.update(7, new Image(Arrays.asList(1, null), Map.of("d", "NaN"))));
    List<Object> texts = new ArrayList<>();
    table().scan(List.of("d", "_cdc"), row -> texts.add(row[0] + " " + ((Object[]) row[1])[6]));
    assertThat(texts).containsExactly("null {d=NaN}");
  }

  @Test
  void anUnsentValueIsTakenFromTheStoredRow() {
    apply(events.create(1, 1, 10, "large"), events.create(2, 2, 10, null));
    apply(events.update(3, 1, 11, GAP), events.update(4, 2, 12, GAP));
    assertRows("[1, 11, large]", "[2, 12, null]");
  }

  @Test
  void anUpdateWhoseUnsentValueIsNowhereIsRefusedAndTheRestIsTaken() {
    apply(events.create(1, 1, 10, "x"));
    ChangeEvent lost = events.update(2, 7, 11, GAP);
    MirrorPlan plan = mirror.plan(List.of(lost, events.update(3, 1, 12, GAP)), false);
    assertThat(plan.refused()).singleElement().extracting(RefusedChange::event).isEqualTo(lost);
    assertThat(plan.refused().get(0).reason())
        .isEqualTo(
            "the source did not send a large value that this change left as it was, and the mirror"
                + " has no row to take it from");
    assertThat(plan.applied()).doesNotContain(lost).hasSize(1);
    mirror.commit(plan, NOW);
    assertRows("[1, 12, x]");
  }

  @Test
  void aChangedKeyWhoseDeleteNeverCameTakesNoValueFromWhatMayBeAnOlderRow() {
    apply(events.create(1, 1, 10, "old"));
    MirrorPlan plan = mirror.plan(List.of(events.keyArrives(5, 1, 2, 11, GAP)), false);
    assertThat(plan.refused()).hasSize(1);
    apply(events.keyArrives(6, 1, 3, 11, "sent"));
    assertRows("[1, 10, old]", "[3, 11, sent]");
  }

  @Test
  void allChangesThatARefusedRowWasMadeOfAreRefused() {
    ChangeEvent other = events.create(1, 1, 10, "x");
    ChangeEvent first = events.update(2, 7, 1, GAP);
    ChangeEvent second = events.update(3, 7, 2, GAP);
    MirrorPlan plan = mirror.plan(List.of(other, first, second), false);
    assertThat(plan.refused()).extracting(RefusedChange::event).containsExactly(first, second);
    assertThat(plan.applied()).hasSize(1);
  }

  @Test
  void aKeyWhoseNewRowIsRefusedDoesNotKeepItsOldOne() {
    apply(events.create(1, 1, 10, "x"));
    ChangeEvent delete = events.delete(2, 1);
    ChangeEvent lost = events.keyArrives(3, 9, 1, 11, GAP);
    MirrorPlan plan = mirror.plan(List.of(delete, lost), true);
    assertThat(plan.refused()).extracting(RefusedChange::event).containsExactly(lost);
    MirrorChange change = mirror.commit(plan, NOW);
    assertRows();
    assertThat(change.before()).hasSize(1);
    assertThat(change.after()).isEmpty();
  }

  @Test
  void aChangedKeyTakesItsRowAlong() {
    apply(events.create(1, 1, 10, "large"));
    apply(events.keyLeaves(2, 1, 5), events.keyArrives(2, 1, 5, 11, GAP));
    assertRows("[5, 11, large]");
  }

  @Test
  void theHalvesOfAKeyChangeMayComeThroughTwoPartitionsInAnyOrder() {
    apply(events.create(1, 1, 10, "large"));
    ChangeEvent leaves = events.in(0).keyLeaves(2, 1, 5);
    ChangeEvent arrives = events.in(1).keyArrives(2, 1, 5, 11, GAP);
    apply(arrives, leaves);
    assertRows("[5, 11, large]");
  }

  @Test
  void aStreamedChangeIsNewerThanTheSnapshotRowBeforeItWhateverTheirLsns() {
    // A transaction that began before the snapshot's LSN and committed after it.
    apply(events.read(100, 1, 10, "old"), events.update(95, 1, 11, "new"));
    assertRows("[1, 11, new]");
  }

  @Test
  void aSnapshotRowIsNewerThanTheChangesBeforeIt() {
    apply(events.create(90, 1, 10, "old"));
    apply(events.delete(97, 1), events.read(100, 1, 11, "made while no slot was there"));
    assertRows("[1, 11, made while no slot was there]");
    apply(events.update(101, 1, 12, "x"), events.read(105, 1, 13, "y"));
    assertRows("[1, 13, y]");
  }

  @Test
  void truncateCutsAtItsLsnInAnyOrderOfPartitions() {
    apply(events.in(0).create(1, 1, 1, "void"), events.in(0).create(2, 2, 1, "void"));
    apply(events.in(1).create(5, 3, 1, "after"));
    apply(events.in(2).truncate(4));
    assertRows("[3, 1, after]");
    apply(events.in(0).create(3, 4, 1, "late and void"), events.in(0).update(6, 3, 2, GAP));
    assertRows("[3, 2, after]");
    apply(events.in(0).create(8, 1, 1, "void"), events.in(1).truncate(9));
    assertRows();
  }

  @Test
  void aTruncateThatComesBeforeTheTablesFirstRowIsRemembered() {
    MirrorPlan plan = mirror.plan(List.of(events.in(1).truncate(4)), false);
    assertThat(mirror.table()).isEmpty();
    assertThat(plan.refused()).isEmpty();
    apply(events.in(0).create(3, 1, 1, "void"), events.in(0).create(5, 2, 1, "after"));
    assertRows("[2, 1, after]");
  }

  @Test
  void anAddedColumnStandsBeforeOursAndIsNullInOldRows() {
    apply(events.create(1, 1, 10, "x"));
    RowSchema wider = wider("new column", ColumnType.TIMESTAMP);
    apply(events.update(2, 1, 11, GAP), events.with(wider).create(3, 2, 20, "y", 5L));
    apply(events.with(History.SCHEMA).create(4, 3, 30, "late, still narrow"));
    assertThat(table().schema().fieldNames())
        .containsExactly("id", "a", "big", "new column", "_cdc");
    assertThat(rows("id", "a", "big", "new column"))
        .containsExactly("[1, 11, x, null]", "[2, 20, y, 5]", "[3, 30, late, still narrow, null]");
  }

  @Test
  void aDroppedColumnIsNullInNewRows() {
    apply(events.create(1, 1, 10, "x"));
    events.with(Events.schema(List.of("id"), "id", ColumnType.INT, "a", ColumnType.INT));
    apply(events.update(2, 1, 11), events.create(3, 2, 20));
    assertRows("[1, 11, null]", "[2, 20, null]");
  }

  @Test
  void ofColumnNamesThatDifferOnlyInCaseThereIsOne() {
    assertRefused(
        events.with(wider("BIG", ColumnType.INT)).create(1, 1, 1, "x", 1),
        "the column name 'BIG' stands twice but for its case, which Delta can't tell apart");
    apply(events.with(History.SCHEMA).create(2, 1, 1, "x"));
    RowSchema renamed =
        Events.schema(
            List.of("id"), "id", ColumnType.INT, "a", ColumnType.INT, "Big", ColumnType.STRING);
    ChangeEvent late = events.in(1).create(3, 3, 1, "x");
    apply(events.in(0).with(renamed).create(4, 2, 1, "y"));
    assertThat(rows("id", "a", "Big")).containsExactly("[1, 1, null]", "[2, 1, y]");
    assertThat(mirror.suspicion().orElseThrow().reason())
        .isEqualTo(
            "the columns [big] went while [Big] came: nothing tells whether they are the same");
    assertRefused(
        late,
        "the column name 'big' differs only in its case from the mirror's 'Big', which Delta can't"
            + " tell apart");
  }

  @Test
  void aColumnNamedLikeOursIsRefused() {
    apply(events.create(1, 1, 1, "x"));
    assertRefused(
        events.with(wider("_CDC", ColumnType.INT)).create(3, 3, 1, "x", 1),
        "the column name '_CDC' is taken by the mirror's own");
  }

  @Test
  void arraysMapsAndBytesAreFilledFromTheStoredRowToo() {
    events.with(
        Events.schema(
            List.of("k"),
            "k",
            ColumnType.BINARY,
            "list",
            ColumnType.array(ColumnType.decimal(9, 2)),
            "map",
            ColumnType.MAP,
            "n",
            ColumnType.INT));
    byte[] key = {1, 2};
    Object list = Arrays.asList(new BigDecimal("1.50"), null);
    apply(events.create(1, key, list, Map.of("a", "b"), 1));
    apply(events.update(2, key.clone(), GAP, GAP, 2));
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
    apply(events.update(3, key.clone(), GAP, GAP, 3));
    assertThat(rows("list", "map", "n")).containsExactly("[[1.50, null], {a=b}, 3]");
  }

  @Test
  void signedRowsSayWhatWentAndWhatCame() {
    apply(events.create(1, 1, 10, "x"), events.create(2, 2, 20, "y"));
    MirrorPlan plan =
        mirror.plan(
            List.of(
                events.update(3, 1, 11, GAP),
                events.delete(4, 2),
                events.delete(5, 9),
                events.create(6, 3, 30, "z")),
            true);
    MirrorChange change = mirror.commit(plan, NOW);
    assertThat(change.before())
        .extracting(row -> row[0] + "=" + row[1])
        .containsExactlyInAnyOrder("1=10", "2=20");
    assertThat(change.after())
        .extracting(row -> row[0] + "=" + row[1] + row[2])
        .containsExactlyInAnyOrder("1=11x", "3=30z");
    assertThat(change.swept()).isFalse();
    assertThat(change.sequence()).isEqualTo(2);
  }

  @Test
  void aMicroBatchAppliedBeforeChangesNothing() {
    List<ChangeEvent> batch =
        List.of(events.create(1, 1, 10, "x"), events.update(2, 1, 11, GAP), events.truncate(3));
    mirror.commit(mirror.plan(batch, false), NOW);
    long version = table().version();
    assertThat(mirror.plan(batch, false).isEmpty()).isTrue();
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
    assertThat(mirror.plan(batch, false).isEmpty()).isTrue();
    assertThat(table().version()).isEqualTo(version);
  }

  @Test
  void aPlanThatWasNeverCommittedLeavesNoTraceButNewColumns() {
    List<ChangeEvent> batch = List.of(events.create(1, 1, 10, "x"));
    mirror.plan(batch, false);
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
    assertThat(table().rows()).isZero();
    assertThat(mirror.plan(batch, false).applied()).isEqualTo(batch);
    mirror.commit(mirror.plan(batch, false), NOW);
    assertRows("[1, 10, x]");
  }

  private static RowSchema wider(String name, ColumnType type) {
    return Events.schema(
        List.of("id"),
        "id",
        ColumnType.INT,
        "a",
        ColumnType.INT,
        "big",
        ColumnType.STRING,
        name,
        type);
  }

  private void assertRefused(ChangeEvent event, String reason) {
    MirrorPlan plan = mirror.plan(List.of(event), false);
    assertThat(plan.applied()).isEmpty();
    assertThat(plan.refused()).containsExactly(new RefusedChange(event, reason));
  }

  private void apply(ChangeEvent... batch) {
    MirrorPlan plan = mirror.plan(List.of(batch), false);
    assertThat(plan.refused()).isEmpty();
    mirror.commit(plan, NOW);
  }

  private LakeTable table() {
    return mirror.table().orElseThrow();
  }

  private void assertRows(String... rows) {
    assertThat(rows("id", "a", "big")).containsExactly(rows);
    assertThat(KeyedTable.open(HADOOP, folder.resolve("t").toString()).orElseThrow().rows())
        .isEqualTo(rows.length);
  }

  private List<String> rows(String... columns) {
    List<String> rows = new ArrayList<>();
    table().scan(List.of(columns), row -> rows.add(Arrays.toString(row)));
    rows.sort(null);
    return rows;
  }
}
