package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.TableId;
import io.tidemark.decode.Unavailable;
import io.tidemark.delta.AppendTable;
import io.tidemark.net.Events;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wrong in a mirror stays wrong when changes are replayed over it. */
class ReplayedMirrorIT {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private final Events events =
      new Events(
          new TableId("public", "t"),
          Events.schema(
              List.of("id"), "id", ColumnType.INT, "a", ColumnType.INT, "big", ColumnType.STRING));
  private final Events keyless =
      new Events(new TableId("public", "k"), Events.schema(List.of(), "a", ColumnType.INT));

  @Test
  void changesAreReplayedOverTheRowsAndNothingIsWritten() {
    MirrorTable mirror = mirror(events.create(1, 1, 10, "one"), events.create(2, 2, 20, "two"));
    long version = mirror.table().orElseThrow().version();
    assertThat(
            replay(
                events.update(3, 1, 11, Unavailable.VALUE),
                events.delete(4, 2),
                events.create(5, 3, 30, "three")))
        .containsExactlyInAnyOrder("[1, 11, one]", "[3, 30, three]");
    assertThat(new MirrorTable(HADOOP, path()).table().orElseThrow().version()).isEqualTo(version);
    assertThat(replay(events.truncate(6), events.create(7, 4, 40, "four")))
        .containsExactly("[4, 40, four]");
    assertThat(replay()).containsExactlyInAnyOrder("[1, 10, one]", "[2, 20, two]");
  }

  @Test
  void aRowThatIsThereTwiceStaysThereOnceMore() {
    mirror(events.create(1, 1, 10, "one"));
    Object[] cdc = {"c", 1L, 1L, 1L, 0L, 0L, null};
    AppendTable.open(HADOOP, path())
        .orElseThrow()
        .append(List.<Object[]>of(new Object[] {1, 10, "one", cdc}), Map.of());
    assertThat(replay()).containsExactly("[1, 10, one]", "[1, 10, one]");
    assertThat(replay(events.update(2, 1, 11, "new")))
        .containsExactlyInAnyOrder("[1, 10, one]", "[1, 11, new]");
  }

  @Test
  void aRemovedRowWithoutAKeyThatWasNotThereIsCounted() {
    mirror(keyless.create(1, 1), keyless.create(2, 1));
    assertThat(replay(keyless.delete(3, Image.of(1)))).containsExactly("[1]");
    assertThat(missing).isZero();
    assertThat(replay(keyless.delete(4, Image.of(2)), keyless.delete(5, Image.of(2))))
        .containsExactly("[1]", "[1]");
    assertThat(missing).isEqualTo(2);
    MirrorTable owing = new MirrorTable(HADOOP, path());
    owing.commit(owing.plan(List.of(keyless.delete(6, Image.of(9))), false), 0);
    assertThat(replay(keyless.in(1).create(5, 9))).containsExactly("[1]", "[1]");
    assertThat(missing).isZero();
    assertThat(replay(keyless.in(1).create(5, 8))).containsExactly("[1]", "[1]", "[8]");
    assertThat(missing).isEqualTo(1);
  }

  @Test
  void aNullThatAnUpdateWithoutAKeyMayNotHaveSentIsReplayedAsTheMirrorTakesIt() {
    events.with(Events.schema(List.of(), "a", ColumnType.INT, "n", ColumnType.INT));
    mirror(events.create(1, 1, null), events.create(2, 2, 20));
    assertThat(
            replay(
                events.update(3, Image.of(1, null), Image.of(7, Unavailable.OR_NULL)),
                events.delete(4, Image.of(2, 20))))
        .containsExactly("[7, null]");
    assertThat(missing).isZero();
  }

  @Test
  void anotherShapeMeanwhileIsAnObstacle() {
    mirror(events.create(1, 1, 10, "one"));
    events.with(
        Events.schema(
            List.of("a"), "id", ColumnType.INT, "a", ColumnType.INT, "big", ColumnType.STRING));
    assertThat(obstacle(events.create(2, 2, 20, "two")))
        .isEqualTo("its primary key changed meanwhile");
    events.with(Events.schema(List.of("id"), "id", ColumnType.INT, "fresh", ColumnType.STRING));
    assertThat(obstacle(events.create(3, 3, "x"))).isEqualTo("its columns changed meanwhile");
    events.with(
        Events.schema(
            List.of("id"), "id", ColumnType.INT, "a", ColumnType.STRING, "big", ColumnType.STRING));
    assertThat(obstacle(events.create(4, 4, "x", "y"))).isEqualTo("its columns changed meanwhile");
    // The job refuses it and the mirror lacks it: no obstacle, but a difference.
    events.with(Events.schema(List.of("id"), "id", ColumnType.INT, "_cdc", ColumnType.STRING));
    assertThat(replay(events.create(4, 4, "x"))).containsExactly("[1, 10, one]");
  }

  private long missing;

  private String path() {
    return folder.resolve("t").toString();
  }

  private MirrorTable mirror(ChangeEvent... changes) {
    MirrorTable mirror = new MirrorTable(HADOOP, path());
    mirror.commit(mirror.plan(List.of(changes), false), 0);
    return mirror;
  }

  private String obstacle(ChangeEvent... changes) {
    return new ReplayedMirror(new MirrorTable(HADOOP, path()), List.of(changes))
        .obstacle()
        .orElseThrow();
  }

  private List<String> replay(ChangeEvent... changes) {
    ReplayedMirror replayed = new ReplayedMirror(new MirrorTable(HADOOP, path()), List.of(changes));
    assertThat(replayed.obstacle()).isEmpty();
    List<String> rows = new ArrayList<>();
    missing =
        replayed.scan(
            replayed.table().schema().fieldNames(),
            row -> rows.add(Arrays.asList(row).subList(0, row.length - 1).toString()));
    return rows;
  }
}
