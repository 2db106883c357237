package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.TableId;
import io.tidemark.decode.value.Unrepresentable;
import io.tidemark.delta.LakeTable;
import io.tidemark.net.Events;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The mirror of a table without a primary key. */
class MirrorMultisetIT {
  private static final Configuration HADOOP = new Configuration();
  private static final long NOW = 1_800_000_000_000_000L;

  @TempDir Path folder;

  private final Events events =
      new Events(
          new TableId("public", "t"),
          Events.schema(List.of(), "a", ColumnType.INT, "big", ColumnType.STRING));
  private MirrorTable mirror;

  @BeforeEach
  void open() {
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
  }

  @Test
  void aTableWithoutAKeyIsAMultisetOfItsRows() {
    apply(events.create(1, 1, "x"), events.create(2, 1, "x"), events.create(3, 2, null));
    apply(events.update(4, Image.of(1, "x"), Image.of(1, "y")), events.create(5, 1, "x"));
    assertRows("[1, x]", "[1, x]", "[1, y]", "[2, null]");
    apply(events.delete(6, Image.of(1, "x")), events.delete(7, Image.of(2, null)));
    assertRows("[1, x]", "[1, y]");
    open();
    apply(events.delete(8, Image.of(1, "y")), events.delete(9, Image.of(1, "x")));
    assertRows();
    apply(events.create(10, 9, "void"), events.truncate(11), events.create(12, 2, "new"));
    assertRows("[2, new]");
    assertThat(mirror.key()).isEmpty();
  }

  @Test
  void aRowWithoutAKeyWhoseRemovalCameFirstNeverAppears() {
    apply(events.create(1, 1, "x"));
    apply(events.in(1).delete(5, Image.of(2, "y")), events.in(1).delete(6, Image.of(2, "y")));
    open();
    apply(events.in(0).create(3, 2, "y"), events.in(0).create(4, 2, "y"), events.create(7, 2, "y"));
    assertRows("[1, x]", "[2, y]");
  }

  @Test
  void rowsWithoutAKeyThatDifferInWhatTheirColumnsCannotHoldAreNotTheSame() {
    Image nan = new Image(Arrays.asList(null, "x"), Map.of("a", "NaN"));
    Image empty = Image.of(null, "x");
    apply(events.update(1, Image.of(0, "?"), nan), events.update(2, Image.of(0, "?"), empty));
    apply(events.delete(3, nan));
    List<Object> texts = new ArrayList<>();
    table().scan(List.of("_cdc"), row -> texts.add(((Object[]) row[0])[6]));
    assertThat(texts).hasSize(1).containsOnlyNulls();
  }

  @Test
  void aColumnThatWasDroppedDoesNotHideRowsWithoutAKey() {
    apply(events.create(1, 1, "x"), events.create(2, 2, "y"));
    events.with(Events.schema(List.of(), "a", ColumnType.INT));
    apply(events.delete(3, Image.of(1)));
    assertRows("[2, y]");
  }

  @Test
  void withoutAKeyAnOldRowThatWasNotSentIsARefusal() {
    apply(events.create(1, 1, "x"));
    MirrorPlan plan = mirror.plan(List.of(events.update(2, Image.of(1, "y"))), false);
    assertThat(plan.refused())
        .singleElement()
        .extracting(RefusedChange::reason)
        .asString()
        .contains("did not send the old row");
    assertThat(plan.applied()).isEmpty();
  }

  @Test
  void signedRowsOfATableWithoutAKeySayWhatWentAndWhatCame() {
    apply(events.create(1, 1, "x"));
    MirrorChange change =
        mirror.commit(
            mirror.plan(
                List.of(
                    events.update(2, Image.of(1, "x"), Image.of(1, "y")),
                    events.delete(3, Image.of(7, "not here yet"))),
                true),
            NOW);
    assertThat(change.before()).extracting(row -> row[0] + "" + row[1]).containsExactly("1x");
    assertThat(change.after()).extracting(row -> row[0] + "" + row[1]).containsExactly("1y");
  }

  @Test
  void aValueThatItsColumnCannotHoldCountsAsLongAsTheColumnIsThere() {
    RowSchema two = events.schema();
    RowSchema three =
        Events.schema(
            List.of(),
            "a",
            ColumnType.INT,
            "big",
            ColumnType.STRING,
            "n",
            ColumnType.decimal(12, 2));
    Unrepresentable nan = new Unrepresentable(null, "NaN");
    apply(events.create(1, 1, "x"));
    events.with(three);
    apply(events.create(2, 2, "y", nan), events.create(3, 2, "y", null));
    apply(events.delete(4, Image.of(2, "y", nan)));
    apply(events.create(5, 3, "z", nan));
    events.with(two);
    apply(events.delete(6, Image.of(3, "z")));
    assertRows("[1, x]", "[2, y]");
  }

  @Test
  void truncateOfATableWithoutAKeyCutsAtItsLsnInAnyOrderOfPartitions() {
    apply(events.in(0).create(1, 1, "void"), events.in(0).create(5, 2, "after"));
    apply(events.in(1).truncate(4));
    apply(events.in(2).create(3, 3, "late and void"));
    assertRows("[2, after]");
  }

  private void apply(ChangeEvent... batch) {
    MirrorPlan plan = mirror.plan(List.of(batch), false);
    assertThat(plan.refused()).isEmpty();
    mirror.commit(plan, NOW);
  }

  private LakeTable table() {
    return mirror.table().orElseThrow();
  }

  private void assertRows(String... expected) {
    List<String> rows = new ArrayList<>();
    table().scan(List.of("a", "big"), row -> rows.add(Arrays.toString(row)));
    assertThat(rows).containsExactlyInAnyOrder(expected);
    assertThat(table().rows()).isEqualTo(expected.length);
  }
}
