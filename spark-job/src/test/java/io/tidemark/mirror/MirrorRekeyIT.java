package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Image;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.Unavailable;
import io.tidemark.net.Events;
import io.tidemark.net.History;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table whose primary key comes, goes, or becomes another one. */
class MirrorRekeyIT {
  private static final Configuration HADOOP = new Configuration();
  private static final RowSchema KEYLESS = new RowSchema(History.SCHEMA.columns(), List.of());
  private static final RowSchema KEY_A = new RowSchema(History.SCHEMA.columns(), List.of("a"));

  @TempDir Path folder;

  private final Events events = new Events(History.TABLE, History.SCHEMA);
  private MirrorTable mirror;

  @BeforeEach
  void open() {
    mirror = new MirrorTable(HADOOP, folder.resolve("t").toString());
  }

  @Test
  void aPlanEndsBeforeTheFirstChangeWithAnotherKey() {
    ChangeEvent old = events.create(1, 1, 10, "x");
    ChangeEvent other = events.with(KEY_A).create(2, 2, 20, "y");
    MirrorPlan plan = mirror.plan(List.of(old, other), false);
    assertThat(plan.applied()).containsExactly(old);
    assertThat(plan.otherKey()).isEqualTo(other);
  }

  @Test
  void rowsAreFoundByTheNewKeyAndChangesFromBeforeItAreRefused() {
    apply(events.create(1, 1, 10, "x"), events.create(2, 2, 20, "y"));
    ChangeEvent other = events.with(KEY_A).update(5, 7, 10, Unavailable.VALUE);
    rekey(other);
    apply(other, events.create(6, 3, 30, "z"));
    assertRows("[2, 20, y]", "[3, 30, z]", "[7, 10, x]");
    assertThat(mirror.key()).containsExactly("a");
    open();
    assertThat(mirror.key()).containsExactly("a");
    MirrorPlan late = mirror.plan(List.of(events.in(1).with(History.SCHEMA).delete(4, 2)), false);
    assertThat(late.refused())
        .singleElement()
        .extracting(RefusedChange::reason)
        .isEqualTo("the change is from before the primary key became '[a]', and came after that");
  }

  @Test
  void aMultisetGetsAKeyAndLosesItAgain() {
    events.with(KEYLESS);
    apply(events.create(1, 1, 10, "x"), events.create(2, 2, 20, "y"), events.create(3, 3, 30, "z"));
    ChangeEvent keyed = events.with(History.SCHEMA).update(5, 1, 11, Unavailable.VALUE);
    rekey(keyed);
    apply(keyed, events.delete(6, 2));
    assertRows("[1, 11, x]", "[3, 30, z]");
    ChangeEvent keyless = events.with(KEYLESS).create(7, 3, 30, "z");
    rekey(keyless);
    apply(keyless, events.delete(8, Image.of(1, 11, "x")));
    assertRows("[3, 30, z]", "[3, 30, z]");
  }

  @Test
  void aKeyThatTheRowsDoNotHaveEmptiesTheMirror() {
    apply(events.create(1, 1, 10, "x"), events.create(2, 2, 10, "y"));
    ChangeEvent other = events.with(KEY_A).create(5, 3, 30, "z");
    rekey(other);
    assertThat(mirror.suspicion().orElseThrow().reason())
        .isEqualTo("the primary key is now [a], which the rows did not have");
    apply(other);
    assertRows("[3, 30, z]");
  }

  private void rekey(ChangeEvent first) {
    MirrorPlan plan = mirror.plan(List.of(first), false);
    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.otherKey()).isEqualTo(first);
    mirror.rekey(first);
  }

  private void apply(ChangeEvent... batch) {
    MirrorPlan plan = mirror.plan(List.of(batch), false);
    assertThat(plan.refused()).isEmpty();
    assertThat(plan.otherKey()).isNull();
    mirror.commit(plan, 0);
  }

  private void assertRows(String... expected) {
    List<String> rows = new ArrayList<>();
    mirror
        .table()
        .orElseThrow()
        .scan(List.of("id", "a", "big"), row -> rows.add(Arrays.toString(row)));
    assertThat(rows).containsExactlyInAnyOrder(expected);
  }
}
