package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.Operation;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.net.Events;
import io.tidemark.source.TableFacts;
import io.tidemark.transaction.VisibleTransactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A mirror whose rows are read from the source itself, beside a stream that knows nothing of it.
 */
class MirrorLoadIT {
  private static final Configuration HADOOP = new Configuration();
  private static final TableId TABLE = BusySource.TABLE;
  private static final RowSchema SCHEMA =
      Events.schema(List.of("id"), "id", ColumnType.INT, "name", ColumnType.STRING);

  /** Sees all transactions below 800, which is LSN 30 of {@link Events}, but for 780 and 790. */
  private static final VisibleTransactions SEEN = VisibleTransactions.parse("780:800:780,790");

  private static final long LSN = 50;

  @TempDir Path folder;

  private final Events events = new Events(TABLE, SCHEMA);
  private long now = 1_800_000_000_000_000L;
  private MirrorTable mirror;

  @BeforeEach
  void open() {
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whateverWasAppliedBeforeItEndsAsTheTable(boolean keyed) {
    for (long seed = 1; seed <= 6; seed++) {
      Random random = new Random(seed);
      BusySource source = BusySource.live(random, keyed, 60, 40);
      mirror = new MirrorTable(HADOOP, folder.resolve("busy" + seed).toString());
      int applied = random.nextInt(source.sentBefore() + 1);
      apply(source.stream().subList(0, applied));
      load(source.schema(), source.snapshotLsn(), source.seen(), source.snapshot());
      assertRows(source.snapshot());
      int half = (applied + source.stream().size()) / 2;
      apply(source.stream().subList(applied, half));
      mirror = new MirrorTable(HADOOP, folder.resolve("busy" + seed).toString());
      apply(source.stream().subList(half, source.stream().size()));
      assertRows(source.rows());
    }
  }

  @Test
  void rowsBecomeVisibleInOneCommitAndOldOnesGo() {
    apply(List.of(events.create(1, 1, "old"), events.create(2, 2, "gone")));
    long before = mirror.table().orElseThrow().version();
    long sequence = mirror.sequence();
    MirrorLoad load = begin(SCHEMA, LSN);
    load.write(List.<Object[]>of(load.row(Image.of(1, "new"))));
    load.write(List.<Object[]>of(load.row(Image.of(3, "more"))));
    assertThat(other().table().orElseThrow().version()).isEqualTo(before);
    assertThat(load.commit(SEEN)).isEqualTo(before + 1);
    open();
    assertRows(Map.of(1, "new", 3, "more"));
    assertThat(mirror.sequence()).as("aggregates see that they lack it").isEqualTo(sequence + 1);
    assertThat(mirror.progress().next("tidemark." + TABLE, 0)).isEqualTo(2);
    mirror
        .table()
        .orElseThrow()
        .scan(
            List.of(RowMetadata.COLUMN),
            row -> assertThat(((Object[]) row[0])).startsWith("r", LSN));
  }

  @Test
  void aLoadThatIsGivenUpLeavesNothing() throws IOException {
    apply(List.of(events.create(1, 1, "old")));
    long files = parquetFiles();
    MirrorLoad load = begin(SCHEMA, LSN);
    load.write(List.<Object[]>of(load.row(Image.of(1, "new"))));
    assertThat(parquetFiles()).isEqualTo(files + 1);
    load.discard();
    assertThat(parquetFiles()).isEqualTo(files);
    open();
    assertRows(Map.of(1, "old"));
  }

  @Test
  void aMirrorThatBeginsWithALoadIsSuspectUntilItEnds() {
    MirrorLoad load = begin(SCHEMA, LSN);
    open();
    assertThat(mirror.suspicion().orElseThrow().reason()).contains("did not end");
    load.commit(SEEN);
    open();
    assertThat(mirror.suspicion()).isEmpty();
    assertThat(mirror.untold())
        .extracting(SchemaChange::kind)
        .containsExactly(SchemaChange.Kind.CREATED);
  }

  @Test
  void aSnapshotOfTheConnectorThatIsOlderDoesNothingAndRemovesNothing() {
    load(SCHEMA, LSN, SEEN, Map.of(1, "new", 2, "new"));
    apply(events.snapshot(40, new Object[] {1, "old"}, new Object[] {3, "gone since"}));
    assertRows(Map.of(1, "new", 2, "new"));
    assertThat(mirror.reloaded()).as("no rows to remove").isFalse();
    apply(List.of(events.read(45, 1, "old"), events.read(60, 2, "newest")));
    assertRows(Map.of(1, "new", 2, "newest"));
  }

  @Test
  void aLaterSnapshotOfTheConnectorTakesItsPlace() {
    load(SCHEMA, LSN, SEEN, Map.of(1, "loaded", 2, "loaded"));
    apply(events.snapshot(90, new Object[] {1, "read"}));
    mirror.removeGone();
    open();
    assertRows(Map.of(1, "read"));
    assertThat(mirror.state().loaded()).isNull();
  }

  @Test
  void aTruncateThatTheSnapshotSawDoesNotEmptyIt() {
    load(SCHEMA, LSN, SEEN, Map.of(1, "loaded"));
    apply(List.of(events.truncate(15)));
    assertRows(Map.of(1, "loaded"));
    apply(List.of(events.truncate(55), events.create(56, 2, "after")));
    assertRows(Map.of(2, "after"));
  }

  @Test
  void aSourceThatWasTakenBackBeforeTheSnapshotForgetsIt() {
    load(SCHEMA, LSN, SEEN, Map.of(1, "loaded"));
    mirror.rewind(60);
    assertThat(mirror.state().loaded()).isNotNull();
    mirror.rewind(20);
    open();
    assertThat(mirror.state().loaded()).isNull();
    apply(List.of(events.update(25, 1, "since")));
    assertRows(Map.of(1, "since"));
  }

  @Test
  void otherColumnsFindTheirPlace() {
    apply(List.of(events.create(1, 1, "old")));
    RowSchema wider =
        Events.schema(
            List.of("id"), "id", ColumnType.LONG, "name", ColumnType.STRING, "n", ColumnType.INT);
    MirrorLoad load = begin(wider, LSN);
    load.write(List.<Object[]>of(load.row(Image.of(1L, "new", 7))));
    load.commit(SEEN);
    open();
    assertThat(rows("id", "name", "n")).containsExactly("[1, new, 7]");
    assertThat(mirror.suspicion()).as("every value was read").isEmpty();
    assertThat(mirror.unfilled()).isEmpty();
  }

  @Test
  void anotherKeyIsRefused() {
    apply(List.of(events.create(1, 1, "old")));
    RowSchema other =
        Events.schema(List.of("name"), "id", ColumnType.INT, "name", ColumnType.STRING);
    assertThatThrownBy(() -> begin(other, LSN))
        .hasMessageContaining("key is [id]")
        .hasMessageContaining("run --once");
  }

  @Test
  void debtsOfATableWithoutAKeyAreOver() {
    RowSchema keyless = Events.schema(List.of(), "id", ColumnType.INT, "name", ColumnType.STRING);
    Events rows = new Events(TABLE, keyless);
    ChangeEvent inserted = rows.in(1).create(10, 1, "a");
    apply(List.of(rows.in(0).create(5, 9, "x"), rows.in(0).delete(20, Image.of(1, "a"))));
    assertThat(mirror.state().debts()).hasSize(1);
    load(keyless, LSN, VisibleTransactions.parse("900:900:"), Map.of(9, "x"));
    apply(List.of(inserted));
    assertRows(Map.of(9, "x"));
    apply(List.of(rows.in(0).create(60, 1, "a")));
    assertRows(Map.of(9, "x", 1, "a"));
  }

  private MirrorLoad begin(RowSchema schema, long lsn) {
    ChangeEvent read =
        new ChangeEvent(
            null,
            TABLE,
            Operation.READ,
            schema,
            null,
            null,
            null,
            new SourcePosition(0, lsn),
            now,
            null,
            false,
            null,
            null);
    return mirror.load(new TableFacts(1, 1, List.of()), read, now);
  }

  private void load(
      RowSchema schema, long lsn, VisibleTransactions seen, Map<Integer, String> rows) {
    MirrorLoad load = begin(schema, lsn);
    List<Object[]> written = new ArrayList<>();
    rows.forEach((id, name) -> written.add(load.row(Image.of(id, name))));
    load.write(written);
    load.commit(seen);
  }

  private MirrorTable other() {
    return new MirrorTable(HADOOP, folder.resolve("t").toString());
  }

  private void apply(List<ChangeEvent> changes) {
    now += 1_000_000;
    MirrorPlan plan = mirror.plan(changes, false);
    assertThat(plan.applied()).hasSameSizeAs(changes);
    if (mirror.table().isPresent() && !plan.applied().isEmpty()) {
      mirror.commit(plan, now);
    }
  }

  private long parquetFiles() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  private List<String> rows(String... columns) {
    List<String> rows = new ArrayList<>();
    mirror
        .table()
        .orElseThrow()
        .scan(List.of(columns), row -> rows.add(Arrays.asList(row).toString()));
    return rows;
  }

  private void assertRows(Map<Integer, String> expected) {
    assertThat(rows("id", "name"))
        .containsExactlyInAnyOrderElementsOf(
            expected.entrySet().stream()
                .map(e -> List.of(e.getKey(), e.getValue()).toString())
                .toList());
  }
}
