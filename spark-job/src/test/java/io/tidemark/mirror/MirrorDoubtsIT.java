package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.TableId;
import io.tidemark.decode.Unavailable;
import io.tidemark.net.Events;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that events do not tell, or tell in part. */
class MirrorDoubtsIT {
  private static final Configuration HADOOP = new Configuration();
  private static final List<Short> NUMBERS = List.of((short) 1, (short) 2);

  @TempDir Path folder;

  private final Events events =
      new Events(
          new TableId("public", "t"),
          Events.schema(
              List.of("id"),
              "id",
              ColumnType.INT,
              "a",
              ColumnType.array(ColumnType.SHORT),
              "n",
              ColumnType.INT));
  private MirrorTable mirror;

  @BeforeEach
  void open() {
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
  }

  @Test
  void nullOrUnsentOfARowWithNullIsNull() {
    apply(events.create(1, 1, null, 10));
    apply(events.update(2, 1, Unavailable.OR_NULL, 11));
    assertRows("[1, null, 11, null]");
    assertThat(mirror.doubts()).isEqualTo(Doubts.NONE);
  }

  @Test
  void inOneMicroBatchToo() {
    apply(
        events.create(1, 1, null, 10),
        events.update(2, 1, Unavailable.OR_NULL, 11),
        events.create(3, 2, NUMBERS, 20),
        events.update(4, 2, Unavailable.OR_NULL, 21));
    assertRows("[1, null, 11, null]", "[2, null, 21, {a=?}]");
    assertThat(mirror.doubts()).isEqualTo(new Doubts(Set.of("a"), List.of(List.of("2"))));
  }

  @Test
  void whatTheConnectorCannotSendIsNotAskedForAgain() {
    Image nan = new Image(Arrays.asList(1, null, 10), Map.of("a", "?"));
    apply(events.update(1, nan));
    apply(events.update(2, 1, Unavailable.OR_NULL, 11));
    assertRows("[1, null, 11, {a=?}]");
    apply(events.update(3, nan), events.update(4, 1, Unavailable.OR_NULL, 12));
    assertRows("[1, null, 12, {a=?}]");
    assertThat(mirror.doubts()).isEqualTo(Doubts.NONE);
  }

  @Test
  void nullOrUnsentOfARowWithAValueIsInDoubtUntilTheRowIsSentAgain() {
    apply(events.create(1, 1, NUMBERS, 10), events.create(2, 2, NUMBERS, 20));
    apply(events.update(3, 1, Unavailable.OR_NULL, 11));
    assertRows("[1, null, 11, {a=?}]", "[2, [1, 2], 20, null]");
    assertThat(mirror.doubts()).isEqualTo(new Doubts(Set.of("a"), List.of(List.of("1"))));
    apply(events.update(4, 1, Unavailable.OR_NULL, 12));
    assertRows("[1, null, 12, {a=?}]", "[2, [1, 2], 20, null]");
    open();
    assertThat(mirror.doubts()).isEqualTo(new Doubts(Set.of("a"), null));
    mirror.filled();
    apply(events.read(5, 1, NUMBERS, 12));
    assertRows("[1, [1, 2], 12, null]", "[2, [1, 2], 20, null]");
    open();
    assertThat(mirror.doubts()).isEqualTo(Doubts.NONE);
  }

  @Test
  void nullOrUnsentOfARowThatTheMirrorDoesNotHaveIsInDoubt() {
    apply(events.update(1, 1, Unavailable.OR_NULL, 10));
    assertRows("[1, null, 10, {a=?}]");
  }

  @Test
  void whatAnUpdateLeavesUnsentKeepsItsText() {
    Image date = new Image(Arrays.asList(1, null, 10), Map.of("a", "{infinity}"));
    apply(events.update(1, date));
    apply(events.update(2, 1, Unavailable.VALUE, 11));
    assertRows("[1, null, 11, {a={infinity}}]");
    apply(events.update(3, date), events.update(4, 1, Unavailable.VALUE, 12));
    assertRows("[1, null, 12, {a={infinity}}]");
    apply(events.update(5, 1, NUMBERS, 13));
    assertRows("[1, [1, 2], 13, null]");
  }

  @Test
  void nullOrUnsentInATableWithoutAKeyIsWhatItWas() {
    events.with(
        Events.schema(
            List.of(),
            "id",
            ColumnType.INT,
            "a",
            ColumnType.array(ColumnType.SHORT),
            "n",
            ColumnType.INT));
    apply(events.create(1, 1, null, 10), events.create(2, 1, null, 10));
    apply(
        events.update(3, Image.of(1, null, 10), Image.of(1, Unavailable.OR_NULL, 11)),
        events.delete(4, Image.of(1, null, 11)));
    assertRows("[1, null, 10, null]");
  }

  private void apply(ChangeEvent... batch) {
    MirrorPlan plan = mirror.plan(List.of(batch), false);
    assertThat(plan.refused()).isEmpty();
    mirror.commit(plan, 0);
  }

  private void assertRows(String... expected) {
    List<String> rows = new ArrayList<>();
    mirror
        .table()
        .orElseThrow()
        .scan(
            List.of("id", "a", "n", "_cdc"),
            row -> {
              row[3] = ((Object[]) row[3])[6];
              rows.add(Arrays.toString(row));
            });
    assertThat(rows).containsExactlyInAnyOrder(expected);
  }
}
