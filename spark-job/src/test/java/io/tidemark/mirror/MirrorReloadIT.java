package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.TableId;
import io.tidemark.net.Events;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mirror makes of a snapshot that reads its whole table again. */
class MirrorReloadIT {
  private static final Configuration HADOOP = new Configuration();
  private static final TableId TABLE = new TableId("public", "t");

  @TempDir Path folder;

  private long now = 1_800_000_000_000_000L;
  private MirrorTable mirror;

  private static Events events(String... key) {
    return new Events(
        TABLE, Events.schema(List.of(key), "id", ColumnType.INT, "name", ColumnType.STRING));
  }

  @BeforeEach
  void open() {
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
  }

  @Test
  void rowsThatTheTableLostWhileNobodyWatchedGoWhenItIsReadAnew() {
    Events events = events("id");
    apply(events.snapshot(100, row(1, "a"), row(2, "b"), row(3, "c"), row(4, "d")));
    assertThat(mirror.reloaded()).as("the first snapshot has nothing to remove").isFalse();
    apply(List.of(events.update(150, 4, "changed")));
    // In between, the slot was gone: 2 and 4 were deleted, and 5 was made.
    List<ChangeEvent> again = events.snapshot(200, row(1, "a"), row(3, "new"), row(5, "e"));
    apply(again.subList(0, 1));
    assertThat(mirror.reloaded()).as("it has not ended").isFalse();
    open();
    apply(again.subList(1, 3));
    apply(List.of(events.create(190, 6, "of a transaction that the snapshot did not see")));
    assertThat(mirror.reloaded()).isTrue();
    open();
    long before = mirror.sequence();
    MirrorChange change = mirror.removeGone();
    assertThat(change.swept()).isTrue();
    assertThat(change.sequence()).isEqualTo(before + 1);
    assertRows(
        "[1, a]", "[3, new]", "[5, e]", "[6, of a transaction that the snapshot did not see]");
    open();
    assertThat(mirror.reloaded()).isFalse();
  }

  @Test
  void aDatabaseThatWasRestoredToAnEarlierPointLeavesNothingBehind() {
    Events events = events("id");
    apply(List.of(events.create(500, 1, "later"), events.create(510, 2, "later")));
    events.later(1_000_000);
    apply(events.snapshot(300, row(1, "earlier"), row(9, "x")));
    apply(List.of(events.update(310, 1, "goes on"), events.delete(320, 9)));
    mirror.removeGone();
    assertRows("[1, goes on]");
  }

  @Test
  void aTruncateThatWasTakenBackDoesNotMakeVoidWhatComesSince() {
    Events events = events("id");
    apply(List.of(events.create(100, 1, "a")));
    apply(List.of(events.truncate(500), events.create(510, 2, "taken back")));
    mirror.rewind(300);
    open();
    apply(events.snapshot(310, row(1, "a")));
    apply(List.of(events.create(320, 3, "since")));
    mirror.removeGone();
    assertRows("[1, a]", "[3, since]");
    long version = mirror.table().orElseThrow().version();
    mirror.rewind(330);
    assertThat(mirror.table().orElseThrow().version()).as("nothing to do").isEqualTo(version);
  }

  @Test
  void aSnapshotThatBrokeOffRemovesNothingAndTheNextOneDoes() {
    Events events = events("id");
    apply(List.of(events.create(5, 1, "a"), events.create(6, 2, "b"), events.create(7, 3, "c")));
    apply(events.snapshot(100, row(1, "a"), row(2, "b"), row(3, "c")).subList(0, 1));
    assertThat(mirror.reloaded()).isFalse();
    apply(events.snapshot(200, row(1, "a"), row(2, "b")));
    mirror.removeGone();
    assertRows("[1, a]", "[2, b]");
  }

  @Test
  void withoutAPrimaryKeyTheRowsAreThereTwiceAndThatIsTold() {
    Events events = events();
    apply(events.snapshot(100, row(1, "a"), row(1, "a")));
    assertThat(mirror.doubled()).isFalse();
    apply(events.snapshot(200, row(1, "a"), row(1, "a")));
    assertThat(mirror.doubled()).isTrue();
    open();
    assertThat(mirror.doubled()).isTrue();
    apply(List.of(events.truncate(300), events.read(310, 1, "a")));
    assertThat(mirror.doubled()).isFalse();
    assertRows("[1, a]");
  }

  private static Object[] row(Object... values) {
    return values;
  }

  private void apply(List<ChangeEvent> changes) {
    now += 1_000_000;
    mirror.commit(mirror.plan(changes, false), now);
  }

  private void assertRows(String... expected) {
    List<String> rows = new ArrayList<>();
    mirror
        .table()
        .orElseThrow()
        .scan(List.of("id", "name"), row -> rows.add(Arrays.asList(row).toString()));
    assertThat(rows).containsExactlyInAnyOrder(expected);
  }
}
