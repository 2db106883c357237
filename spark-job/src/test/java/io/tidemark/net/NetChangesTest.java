package io.tidemark.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.TableId;
import io.tidemark.decode.Unavailable;
import io.tidemark.delta.KeyHash;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetChangesTest {
  private static final Object GAP = Unavailable.VALUE;

  private final List<RowChange> added = new ArrayList<>();
  private final Events events =
      new Events(
          new TableId("public", "t"),
          Events.schema(
              List.of("id"), "id", ColumnType.INT, "a", ColumnType.INT, "big", ColumnType.STRING));

  @Test
  void theLastImageOfAKeyWins() {
    NetChanges net =
        fold(events.create(1, 1, 10, "x"), events.update(2, 1, 20, "y"), events.read(3, 2, 0, ""));
    assertThat(upsert(net, 1).row()).containsExactly(1, 20, "y");
    assertThat(upsert(net, 1).last().lsn()).isEqualTo(2);
    assertThat(net.byKey()).hasSize(2);
    assertThat(net.truncated()).isFalse();
  }

  @Test
  void anUnsentValueIsTheLastOneSentInTheMicroBatch() {
    NetChanges net =
        fold(
            events.update(1, 1, 10, "sent"),
            events.update(2, 1, 20, GAP),
            events.update(3, 1, 30, GAP));
    assertThat(upsert(net, 1).row()).containsExactly(1, 30, "sent");
  }

  @Test
  void anUnsentValueThatTheMicroBatchLacksStaysOpenForTheStoredRow() {
    NetChanges net = fold(events.update(1, 1, 10, GAP), events.update(2, 1, 20, GAP));
    assertThat(upsert(net, 1).row()).containsExactly(1, 20, GAP);
    assertThat(upsert(net, 1).base()).isEqualTo(hash(1));
  }

  @Test
  void aValueSentAfterAGapClosesIt() {
    NetChanges net = fold(events.update(1, 1, 10, GAP), events.update(2, 1, 20, "sent"));
    assertThat(upsert(net, 1).row()).containsExactly(1, 20, "sent");
  }

  @Test
  void aNullThatWasSentIsAValueAndNoGap() {
    NetChanges net = fold(events.update(1, 1, 10, null), events.update(2, 1, 20, GAP));
    assertThat(upsert(net, 1).row()).containsExactly(1, 20, null);
  }

  @Test
  void aChangedKeyTakesTheStoredRowOfItsOldKeyAlong() {
    NetChanges net = fold(events.keyLeaves(5, 1, 2), events.keyArrives(5, 1, 2, 10, GAP));
    assertThat(net.byKey().get(hash(1))).isInstanceOf(NetChange.Delete.class);
    assertThat(upsert(net, 2).base()).isEqualTo(hash(1));
    assertThat(upsert(net, 2).row()).containsExactly(2, 10, GAP);
  }

  @Test
  void aChangedKeyTakesValuesOfTheSameMicroBatchAlong() {
    NetChanges net =
        fold(
            events.update(4, 1, 5, "mine"),
            events.keyLeaves(5, 1, 2),
            events.keyArrives(5, 1, 2, 10, GAP),
            events.update(6, 2, 11, GAP));
    assertThat(upsert(net, 2).row()).containsExactly(2, 11, "mine");
  }

  @Test
  void aKeyChangedTwiceLeadsBackToTheRowStoredFirst() {
    NetChanges net =
        fold(
            events.keyLeaves(5, 1, 2),
            events.keyArrives(5, 1, 2, 10, GAP),
            events.keyLeaves(6, 2, 3),
            events.keyArrives(6, 2, 3, 10, GAP));
    assertThat(upsert(net, 3).base()).isEqualTo(hash(1));
    assertThat(net.byKey().get(hash(1))).isInstanceOf(NetChange.Delete.class);
    assertThat(net.byKey().get(hash(2))).isInstanceOf(NetChange.Delete.class);
  }

  @Test
  void aKeyThatOnlyLooksChangedKeepsItsRow() {
    // numeric 1.0 becomes 1.00: to the connector another key, to PostgreSQL and to us the same
    NetChanges net = fold(events.keyLeaves(5, 1, 1), events.keyArrives(5, 1, 1, 10, GAP));
    assertThat(upsert(net, 1).base()).isEqualTo(hash(1));
    assertThat(net.byKey()).hasSize(1);
  }

  @Test
  void theSecondHalfOfAKeyChangeAloneNamesNoRowForTheOldOneMayBeStale() {
    NetChanges net = fold(events.keyArrives(5, 1, 2, 10, GAP));
    assertThat(upsert(net, 2).base()).isNull();
  }

  @Test
  void shiftedKeysLeaveEachRowWithTheNextOnesKey() {
    events.tx(9L);
    NetChanges net = new NetChanges(0, key -> true);
    for (int id = 1; id <= 3; id++) {
      add(net, events.keyLeaves(id, id, id + 1));
      add(net, events.keyArrives(id, id, id + 1, 10 * id, GAP));
    }
    assertThat(net.byKey().get(hash(1))).isInstanceOf(NetChange.Delete.class);
    for (int id = 2; id <= 3; id++) {
      assertThat(upsert(net, id).row()).containsExactly(id, 10 * (id - 1), GAP);
      assertThat(upsert(net, id).base()).isEqualTo(hash(id - 1));
    }
    assertThat(net.unfinished(added).txId()).as("whether key 4 was free").isEqualTo(9);
  }

  @Test
  void swappedKeysChangePlaces() {
    events.tx(9L);
    NetChanges net = new NetChanges(0, key -> true);
    add(net, events.keyLeaves(1, 1, 2));
    add(net, events.keyArrives(1, 1, 2, 10, GAP));
    assertThat(net.unfinished(added).position().lsn()).isEqualTo(1);
    add(net, events.keyLeaves(2, 2, 1));
    add(net, events.keyArrives(2, 2, 1, 20, GAP));
    assertThat(upsert(net, 1).base()).isEqualTo(hash(2));
    assertThat(upsert(net, 2).base()).isEqualTo(hash(1));
    assertThat(net.unfinished(added)).isNull();
  }

  @Test
  void ofTwoRowsWithOneKeyTheOneThatTheSourceShowsLeaves() {
    events.tx(9L);
    NetChanges net = new NetChanges(0, key -> true);
    add(net, events.rowLeaves(1, 2, 1, 10, "a"));
    add(net, events.keyArrives(1, 1, 2, 10, "a"));
    add(net, events.rowLeaves(2, 3, 2, 10, "a"));
    add(net, events.keyArrives(2, 2, 3, 10, "a"));
    assertThat(net.byKey()).as("the stored row keeps key 2").containsOnlyKeys(hash(1), hash(3));
  }

  @Test
  void aKeyChangedTwiceInOneTransactionMovesOnWhereNoRowWasBefore() {
    events.tx(9L);
    NetChanges net = new NetChanges(0, key -> key.equals(hash(1)));
    add(net, events.keyLeaves(1, 1, 2));
    add(net, events.keyArrives(1, 1, 2, 10, GAP));
    add(net, events.keyLeaves(2, 2, 3));
    add(net, events.keyArrives(2, 2, 3, 11, GAP));
    assertThat(net.byKey().get(hash(2))).isInstanceOf(NetChange.Delete.class);
    assertThat(upsert(net, 3).base()).isEqualTo(hash(1));
  }

  @Test
  void whenTheNextTransactionComesOneRowIsLeft() {
    NetChanges net = new NetChanges(0, key -> true);
    add(net, events.create(1, 5, 10, "over a row that should not be there"));
    assertThat(net.unfinished(added).txId()).isEqualTo(771);
    add(net, events.create(2, 6, 1, "later"));
    assertThat(net.unfinished(added).txId()).isEqualTo(772);
    add(net, events.delete(3, 5));
    assertThat(net.byKey().get(hash(5))).isInstanceOf(NetChange.Delete.class);
  }

  @Test
  void aRowDeletedAndMadeAnewOwesNothingToTheOldOne() {
    NetChanges net =
        fold(
            events.update(1, 1, 1, "old"),
            events.delete(2, 1),
            events.create(3, 1, 2, "new"),
            events.update(4, 1, 3, GAP));
    assertThat(upsert(net, 1).row()).containsExactly(1, 3, "new");
  }

  @Test
  void aRowMadeAndDeletedIsADelete() {
    NetChanges net = fold(events.create(1, 1, 1, "x"), events.delete(2, 1));
    assertThat(net.byKey().get(hash(1))).isInstanceOf(NetChange.Delete.class);
  }

  @Test
  void truncateMakesVoidWhatCameBeforeItAndNotWhatComesAfter() {
    NetChanges net =
        fold(
            events.create(1, 1, 1, "x"),
            events.create(2, 2, 1, "y"),
            events.truncate(3),
            events.create(4, 2, 5, "z"));
    assertThat(net.truncated()).isTrue();
    assertThat(net.floor()).isEqualTo(3);
    assertThat(net.byKey()).containsOnlyKeys(hash(2));
    assertThat(upsert(net, 2).row()).containsExactly(2, 5, "z");
  }

  @Test
  void truncateForgetsTheRowsOnTheirWayToAnotherKey() {
    NetChanges net =
        fold(
            events.update(1, 1, 1, "x"),
            events.keyLeaves(2, 1, 2),
            events.truncate(3),
            events.create(4, 2, 5, "z"));
    assertThat(upsert(net, 2).row()).containsExactly(2, 5, "z");
  }

  @Test
  void changesFromBeforeATruncateThatTheTableHoldsAreSuperseded() {
    NetChanges net = new NetChanges(100, key -> false);
    add(net, events.create(99, 1, 1, "late"));
    add(net, events.delete(99, 2));
    add(net, events.truncate(100));
    add(net, events.truncate(50));
    add(net, events.create(101, 3, 1, "new"));
    assertThat(net.byKey()).containsOnlyKeys(hash(3));
    assertThat(net.truncated()).as("its rows are gone already").isFalse();
    assertThat(net.floor()).isEqualTo(100);
  }

  @Test
  void lsnsAreUnsigned() {
    NetChanges net = new NetChanges(Long.MAX_VALUE, key -> false);
    add(net, events.truncate(Long.MIN_VALUE));
    add(net, events.create(5, 1, 1, "long ago"));
    add(net, events.create(-1, 2, 1, "the last LSN of all"));
    assertThat(net.floor()).isEqualTo(Long.MIN_VALUE);
    assertThat(net.byKey()).containsOnlyKeys(hash(2));
  }

  private NetChanges fold(ChangeEvent... all) {
    NetChanges net = new NetChanges(0, key -> false);
    for (ChangeEvent event : all) {
      add(net, event);
    }
    return net;
  }

  private void add(NetChanges net, ChangeEvent event) {
    RowChange change =
        new RowChange(
            event,
            event.key() == null ? null : KeyHash.of(event.key()),
            event.after() == null ? null : event.after().values().toArray(),
            event.otherKey() == null ? null : KeyHash.of(event.otherKey()));
    net.add(change);
    added.add(change);
  }

  private static NetChange.Upsert upsert(NetChanges net, int key) {
    assertThat(net.byKey().get(hash(key))).isInstanceOf(NetChange.Upsert.class);
    return (NetChange.Upsert) net.byKey().get(hash(key));
  }

  private static KeyHash hash(int key) {
    return KeyHash.of(List.of(key));
  }
}
