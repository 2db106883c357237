package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.TableId;
import io.tidemark.delta.Sparks;
import io.tidemark.net.Events;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A column whose type becomes another one. */
class MirrorTypesIT {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private final Events events = new Events(new TableId("public", "t"), schema(ColumnType.INT));
  private MirrorTable mirror;

  private static RowSchema schema(ColumnType type) {
    return Events.schema(List.of("id"), "id", ColumnType.INT, "a", type);
  }

  @BeforeEach
  void open() {
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
  }

  @Test
  void aNarrowerTypeFitsIntoTheMirrors() {
    events.with(schema(ColumnType.LONG));
    apply(events.create(1, 1, 1L << 40));
    apply(events.with(schema(ColumnType.INT)).create(2, 2, 7));
    apply(events.with(schema(ColumnType.SHORT)).create(3, 3, (short) 8));
    assertRows("[1, 1099511627776]", "[2, 7]", "[3, 8]");
  }

  @Test
  void aWiderWholeNumberWidensTheMirror() {
    events.with(schema(ColumnType.SHORT));
    apply(events.create(1, 1, (short) 7), events.create(2, 2, (short) 8));
    apply(events.with(schema(ColumnType.INT)).create(3, 3, 1 << 20));
    apply(
        events.with(schema(ColumnType.LONG)).create(4, 4, 1L << 40),
        events.update(5, 1, -1L),
        events.delete(6, 2));
    assertRows("[1, -1]", "[3, 1048576]", "[4, 1099511627776]");
    assertRowsBySpark("[1, -1]", "[3, 1048576]", "[4, 1099511627776]");
    open();
    mirror.compact();
    apply(events.create(7, 5, 5L));
    assertRows("[1, -1]", "[3, 1048576]", "[4, 1099511627776]", "[5, 5]");
  }

  @Test
  void inOneMicroBatchToo() {
    ChangeEvent narrow = events.create(1, 1, 7);
    apply(narrow, events.with(schema(ColumnType.LONG)).create(2, 2, 1L << 40));
    assertRows("[1, 7]", "[2, 1099511627776]");
  }

  @Test
  void aDoubleWidensAFloat() {
    events.with(schema(ColumnType.FLOAT));
    apply(events.create(1, 1, 0.5f));
    apply(events.with(schema(ColumnType.DOUBLE)).create(2, 2, 0.1));
    assertRows("[1, 0.5]", "[2, 0.1]");
  }

  @Test
  void decimalsGrowToHoldBoth() {
    events.with(schema(ColumnType.decimal(12, 4)));
    apply(events.create(1, 1, new BigDecimal("1.0001")));
    apply(events.with(schema(ColumnType.decimal(9, 2))).create(2, 2, new BigDecimal("99999.25")));
    assertRows("[1, 1.0001]", "[2, 99999.2500]");
    apply(
        events
            .with(schema(ColumnType.decimal(12, 2)))
            .create(3, 3, new BigDecimal("9999999999.25")));
    assertRows("[1, 1.0001]", "[2, 99999.2500]", "[3, 9999999999.2500]");
    assertRowsBySpark("[1, 1.0001]", "[2, 99999.2500]", "[3, 9999999999.2500]");
  }

  @Test
  void aWiderKeyStillFindsItsRow() {
    apply(events.create(1, 1, 10));
    events.with(Events.schema(List.of("id"), "id", ColumnType.LONG, "a", ColumnType.INT));
    apply(events.update(2, 1L, 11), events.create(3, 1L << 40, 12));
    assertRows("[1, 11]", "[1099511627776, 12]");
  }

  @Test
  void aColumnOfAnotherKindOfTypeBeginsAnewAndItsRowsHaveToBeReadAgain() {
    events.with(schema(ColumnType.LONG));
    ChangeEvent late = events.in(1).create(3, 3, 3L);
    apply(events.in(0).create(1, 1, 1L), events.create(2, 2, 2L));
    apply(events.with(schema(ColumnType.STRING)).update(5, 2, "two"));
    assertThat(mirror.suspicion().orElseThrow())
        .isEqualTo(new Suspicion("columns are of another type: [a]", 5, Suspicion.Cure.REREAD));
    apply(late);
    assertRowsBySpark("[1, null]", "[2, two]", "[3, null]");
    apply(events.read(6, 1, "one"), events.in(1).read(6, 3, "three"));
    apply(
        events.in(0).with(schema(ColumnType.decimal(38, 2))).update(7, 1, new BigDecimal("1.50")));
    assertRows("[1, 1.50]", "[2, null]", "[3, null]");
  }

  @Test
  void aKeyOfAnotherKindOfTypeEmptiesTheMirror() {
    events.with(schema(ColumnType.LONG));
    ChangeEvent late = events.in(1).create(3, 3, 3L);
    apply(events.in(0).create(1, 1, 1L), events.create(2, 2, 2L));
    events.with(Events.schema(List.of("id"), "id", ColumnType.STRING, "a", ColumnType.LONG));
    apply(events.update(5, "2", 22L));
    assertThat(mirror.suspicion().orElseThrow().reason())
        .isEqualTo("columns of the key are of another type: [id]");
    apply(late);
    assertRows("[2, 22]");
    apply(events.read(6, "1", 1L), events.read(6, "2", 22L), events.read(6, "3", 3L));
    assertRowsBySpark("[1, 1]", "[2, 22]", "[3, 3]");
  }

  private void apply(ChangeEvent... batch) {
    MirrorPlan plan = mirror.plan(List.of(batch), false);
    assertThat(plan.refused()).isEmpty();
    mirror.commit(plan, 0);
  }

  private void assertRows(String... expected) {
    List<String> rows = new ArrayList<>();
    mirror.table().orElseThrow().scan(List.of("id", "a"), row -> rows.add(Arrays.toString(row)));
    assertThat(rows).containsExactlyInAnyOrder(expected);
  }

  private void assertRowsBySpark(String... expected) {
    List<String> rows = new ArrayList<>();
    String path = folder.resolve("t").toString();
    for (Row row :
        Sparks.session().read().format("delta").load(path).select("id", "a").collectAsList()) {
      rows.add("[" + row.mkString(", ") + "]");
    }
    assertThat(rows).containsExactlyInAnyOrder(expected);
  }
}
