package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Operation;
import io.tidemark.net.Events;
import io.tidemark.transaction.VisibleTransactions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LoadPointTest {
  private static final LoadPoint POINT = new LoadPoint(500, VisibleTransactions.parse("8:10:8"));

  private final Events events =
      new Events(BusySource.TABLE, Events.schema(List.of("id"), "id", ColumnType.INT));

  @Property(tries = 5_000)
  void aLoadAndTheChangesThatItDoesNotHaveAreTheTableInTheEnd(
      @ForAll long seed,
      @ForAll @IntRange(max = 60) int before,
      @ForAll @IntRange(max = 60) int after) {
    BusySource source = BusySource.live(new Random(seed), true, before, after);
    LoadPoint point = new LoadPoint(source.snapshotLsn(), source.seen());
    Map<Integer, String> rows = new TreeMap<>(source.snapshot());
    Set<Integer> held = new HashSet<>();
    for (int i = 0; i < source.stream().size(); i++) {
      ChangeEvent change = source.stream().get(i);
      if (point.has(change)) {
        held.add(i);
      } else {
        apply(change, rows);
      }
    }
    assertThat(rows).isEqualTo(source.rows());
    for (int i = 0; i < source.stream().size(); i++) {
      assertThat(held.contains(i))
          .as("change %d of %d", i, source.sentBefore())
          .isEqualTo(i < source.sentBefore());
    }
  }

  private static void apply(ChangeEvent change, Map<Integer, String> rows) {
    if (change.op() == Operation.TRUNCATE) {
      rows.clear();
    } else if (change.op() == Operation.DELETE) {
      rows.remove((Integer) change.key().get(0));
    } else {
      rows.put((Integer) change.key().get(0), (String) change.after().value(1));
    }
  }

  @Test
  void aChangeBeforeTheSnapshotOfATransactionThatCommitsAfterItIsNotInIt() {
    assertThat(POINT.has(events.tx(8L).update(400, 1))).isFalse();
    assertThat(POINT.has(events.tx(9L).update(400, 1))).isTrue();
    assertThat(POINT.has(events.tx(10L).update(400, 1))).isFalse();
  }

  @Test
  void anIdThatPostgresGivesAgainIsAnother() {
    assertThat(POINT.has(events.tx(7L).update(499, 1))).isTrue();
    assertThat(POINT.has(events.tx(7L).update(500, 1))).isFalse();
    assertThat(POINT.has(events.tx(7L).update(-1, 1))).as("LSNs are unsigned").isFalse();
  }

  @Test
  void rowsOfTheConnectorsSnapshotsAreAsTheyWereAtTheirLsn() {
    assertThat(POINT.has(events.tx(null).read(499, 1))).isTrue();
    assertThat(POINT.has(events.read(500, 1))).isFalse();
    assertThat(POINT.has(events.snapshot(400, new Object[] {1}).get(0))).isTrue();
    assertThat(POINT.has(events.snapshot(600, new Object[] {1}).get(0))).isFalse();
  }
}
