package io.tidemark.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.TableId;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Room;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class KeyChangePairsTest {
  private static final long SENT = 1_700_000_000_000L;
  private static final long LATE = SENT + KeyChangePairs.PATIENCE_MS + 2;

  private final Events events = events("t");
  private final Map<Integer, Long> ends = new HashMap<>();
  private final KeyChangePairs pairs =
      new KeyChangePairs(new Room(1000, Long.MAX_VALUE), topic -> ends);

  private static Events events(String table) {
    return new Events(
        new TableId("public", table),
        Events.schema(List.of("id"), "id", ColumnType.INT, "a", ColumnType.INT));
  }

  private List<Decoded> take(long nowMs, Decoded... fresh) {
    return pairs.take(List.of(fresh), new Progress(), nowMs);
  }

  @Test
  void bothHalvesInOneMicroBatchPassTogether() {
    ChangeEvent leaves = events.in(0).keyLeaves(5, 1, 2);
    ChangeEvent arrives = events.in(1).keyArrives(5, 1, 2, 0);
    assertThat(take(SENT, leaves, arrives)).containsExactly(leaves, arrives);
    assertThat(pairs.waiting()).isZero();
  }

  @Test
  void aHalfWaitsForTheOtherWithAllBehindIt() {
    ChangeEvent before = events.in(1).create(4, 9, 0);
    ChangeEvent arrives = events.keyArrives(5, 1, 2, 0);
    ChangeEvent behind = events.update(6, 2, 1);
    assertThat(take(SENT, before, arrives, behind)).containsExactly(before);
    assertThat(pairs.waiting()).isEqualTo(2);
    ChangeEvent update = events.in(0).update(3, 1, 7);
    ChangeEvent leaves = events.keyLeaves(5, 1, 2);
    assertThat(take(SENT, update, leaves)).containsExactly(arrives, behind, update, leaves);
  }

  @Test
  void theOtherHalfFirstWaitsJustSo() {
    ChangeEvent leaves = events.in(0).keyLeaves(5, 1, 2);
    assertThat(take(SENT, leaves)).isEmpty();
    ChangeEvent arrives = events.in(1).keyArrives(5, 1, 2, 0);
    assertThat(take(SENT, arrives)).containsExactly(leaves, arrives);
  }

  @Test
  void otherTablesDoNotWait() {
    ChangeEvent arrives = events.in(1).keyArrives(5, 1, 2, 0);
    ChangeEvent other = events("other").in(1).create(9, 1, 0);
    assertThat(take(SENT, arrives, other)).containsExactly(other);
  }

  @Test
  void aHalfThatTheLakeHoldsIsNoReasonToWait() {
    Progress held = new Progress();
    ChangeEvent arrives = events.in(1).keyArrives(5, 1, 2, 0);
    held.take(arrives);
    assertThat(pairs.take(List.of(arrives), held, SENT)).containsExactly(arrives);
  }

  @Test
  void sentAgainAfterARestartOfConnectAHalfFindsItsOther() {
    ChangeEvent leaves = events.in(0).keyLeaves(5, 1, 2);
    assertThat(take(SENT, leaves)).isEmpty();
    ChangeEvent again = events.keyLeaves(5, 1, 2);
    ChangeEvent arrives = events.in(1).keyArrives(5, 1, 2, 0);
    assertThat(take(SENT, again, arrives)).containsExactly(leaves, again, arrives);
  }

  @Test
  void whenAllOfAMinuteAfterItIsReadAHalfGoesOnAlone() {
    ends.putAll(Map.of(0, 0L, 1, 1L));
    ChangeEvent arrives = events.in(1).at(SENT).keyArrives(5, 1, 2, 0);
    assertThat(take(LATE - 10, arrives)).isEmpty();
    assertThat(take(LATE)).containsExactly(arrives);
    assertThat(pairs.waiting()).isZero();
  }

  @Test
  void whatKafkaStillHasOfThatMinuteMayBeTheOtherHalf() {
    ends.putAll(Map.of(0, 2L, 1, 1L));
    ChangeEvent arrives = events.in(1).at(SENT).keyArrives(5, 1, 2, 0);
    ChangeEvent early = events.in(0).at(SENT + 10).create(3, 5, 0);
    assertThat(take(LATE, arrives, early)).containsExactly(early);
    ChangeEvent late = events.at(LATE).create(6, 6, 0);
    assertThat(take(LATE, late)).containsExactly(arrives, late);
  }

  @Test
  void aRowOfASnapshotStopsItsOwnPartitionOnly() {
    ChangeEvent before = events.in(0).create(3, 1, 0);
    ChangeEvent row = events.read(9, 2, 0);
    ChangeEvent behind = events.update(10, 1, 1);
    ChangeEvent other = events.in(1).create(4, 5, 0);
    List<Decoded> ready = take(SENT, before, row, behind, other);
    assertThat(pairs.holdBack(ready, List.of(row))).containsExactly(before, other);
    assertThat(pairs.waiting()).isEqualTo(2);
  }

  @Test
  void forgottenMessagesAreReadAgain() {
    ChangeEvent arrives = events.in(1).keyArrives(5, 1, 2, 0);
    assertThat(take(SENT, arrives)).isEmpty();
    pairs.forget();
    ChangeEvent leaves = events.in(0).keyLeaves(5, 1, 2);
    assertThat(take(SENT, leaves, arrives)).containsExactly(leaves, arrives);
  }

  @RepeatedTest(300)
  void noCutPartsAPairOrLosesAMessageOrTheirOrder(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    History history = History.random(random, 60, 1 + random.nextInt(5));
    Progress held = new Progress();
    List<Decoded> taken = new ArrayList<>();
    for (List<ChangeEvent> batch : history.splitByPartition(random, 1 + random.nextInt(12))) {
      List<Decoded> ready = pairs.take(List.copyOf(batch), held, SENT);
      Set<Long> open = new HashSet<>();
      for (Decoded message : ready) {
        held.take(message);
        if (((ChangeEvent) message).keyChange()) {
          long lsn = ((ChangeEvent) message).position().lsn();
          if (!open.remove(lsn)) {
            open.add(lsn);
          }
        }
      }
      assertThat(open).isEmpty();
      taken.addAll(ready);
    }
    assertThat(pairs.waiting()).isZero();
    assertThat(taken).containsExactlyInAnyOrderElementsOf(List.copyOf(history.events()));
    Map<Integer, Long> next = new HashMap<>();
    for (Decoded message : taken) {
      assertThat(message.at().offset())
          .isEqualTo(next.merge(message.at().partition(), 1L, Long::sum) - 1);
    }
  }
}
