package io.tidemark.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.LogicalMessage;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.net.Events;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static final String TOPIC = "tidemark.public.t";
  private static final long COMMITTED = 1_000;

  private final Progress progress = new Progress();
  private final Events events =
      new Events(
          new TableId("public", "t"),
          Events.schema(List.of("id"), "id", ColumnType.INT, "a", ColumnType.STRING));

  @Test
  void everyMessageIsNewOnceAndHeldFromThenOn() {
    List<Decoded> messages =
        List.of(
            events.read(5, 1, "a"),
            events.create(6, 2, "b"),
            new Control(new KafkaPosition(TOPIC, 0, 2, 0), Control.Kind.TOMBSTONE),
            new Refusal(new KafkaPosition(TOPIC, 0, 3, 0), "bad", null, null));
    assertThat(messages).allSatisfy(m -> assertThat(progress.take(m)).isEqualTo(Verdict.NEW));
    assertThat(messages).allSatisfy(m -> assertThat(progress.take(m)).isEqualTo(Verdict.HELD));
    assertThat(progress.next(TOPIC, 0)).isEqualTo(4);
  }

  @Test
  void whatConnectSendsAgainIsADuplicateAndWhatFollowsIsNew() {
    progress.take(events.create(10, 1, "a"));
    progress.take(events.create(20, 2, "b"));
    assertThat(progress.take(events.create(10, 1, "a"))).isEqualTo(Verdict.DUPLICATE);
    assertThat(progress.take(events.create(20, 2, "b"))).isEqualTo(Verdict.DUPLICATE);
    assertThat(progress.take(events.create(20, 3, "same COPY"))).isEqualTo(Verdict.NEW);
    assertThat(progress.take(events.create(30, 4, "c"))).isEqualTo(Verdict.NEW);
    assertThat(progress.next(TOPIC, 0)).isEqualTo(6);
  }

  @Test
  void commitOrderCountsAndNotTheEventsOwnLsn() {
    progress.take(at(100, 90));
    assertThat(progress.take(at(110, 50))).as("began early, committed late").isEqualTo(Verdict.NEW);
    assertThat(progress.take(at(100, 95))).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void theTwoHalvesOfAKeyChangeShareAPositionAndAreBothNew() {
    assertThat(progress.take(events.keyLeaves(10, 1, 2))).isEqualTo(Verdict.NEW);
    assertThat(progress.take(events.keyArrives(10, 1, 2, "a"))).isEqualTo(Verdict.NEW);
    assertThat(progress.take(events.keyLeaves(10, 1, 2))).isEqualTo(Verdict.DUPLICATE);
    assertThat(progress.take(events.keyArrives(10, 1, 2, "a"))).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void aSourceThatWasTakenBackGivesItsPositionsToNewChanges() {
    progress.take(events.create(10, 1, "stays"));
    progress.take(events.create(500, 2, "taken back"));
    assertThat(progress.rewind(500)).as("nothing lies beyond it").isFalse();
    assertThat(progress.take(events.create(300, 3, "no rewind"))).isEqualTo(Verdict.DUPLICATE);
    assertThat(progress.rewind(200)).isTrue();
    assertThat(progress.rewind(200)).as("done already").isFalse();
    Progress read = Progress.parse(Optional.of(progress.toJson()));
    assertThat(read.next(TOPIC, 0)).as("offsets stay").isEqualTo(3);
    assertThat(read.take(events.create(300, 3, "made since"))).isEqualTo(Verdict.NEW);
    assertThat(read.take(events.create(300, 3, "made since"))).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void whatWasCommittedLaterIsNewWhereverItLies() {
    progress.take(committed(1_000, events.create(10, 1, "stays")));
    progress.take(committed(3_000, events.create(500, 2, "taken back")));
    assertThat(progress.take(committed(2_000, events.create(400, 3, "sent again"))))
        .isEqualTo(Verdict.DUPLICATE);
    assertThat(progress.take(events.snapshot(200, new Object[] {3, "restored"}).get(0)))
        .isEqualTo(Verdict.NEW);
    Progress read = copyThroughJson(progress);
    assertThat(read.take(committed(4_000, events.create(300, 3, "made since"))))
        .isEqualTo(Verdict.NEW);
    assertThat(read.take(committed(4_000, events.create(300, 3, "made since"))))
        .isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void aSnapshotOfAWholeTableByAConnectorThatBeginsAgainLetsNothingComeTwice() {
    progress.take(committed(1_000, events.create(10, 1, "a")));
    progress.take(committed(2_000, events.create(20, 2, "b")));
    progress.take(events.snapshot(5, new Object[] {1, "a"}).get(0));
    assertThat(progress.take(committed(1_000, events.create(10, 1, "a"))))
        .isEqualTo(Verdict.DUPLICATE);
    assertThat(progress.take(committed(2_000, events.create(20, 2, "b"))))
        .isEqualTo(Verdict.DUPLICATE);
    assertThat(progress.take(committed(3_000, events.create(30, 3, "c")))).isEqualTo(Verdict.NEW);
  }

  @Test
  void anEarlierTidemarkDidNotNoteWhenAChangeWasCommitted() {
    Progress earlier =
        Progress.parse(
            Optional.of(
                "{\"%s\":{\"0\":{\"next\":0,\"commit_lsn\":20,\"lsn\":20,\"at_last\":[]}}}"
                    .formatted(TOPIC)));
    assertThat(earlier.take(committed(5_000, events.create(10, 1, "a"))))
        .isEqualTo(Verdict.DUPLICATE);
    assertThat(copyThroughJson(earlier).topics()).isEqualTo(earlier.topics());
    assertThat(earlier.take(committed(6_000, events.create(30, 2, "b")))).isEqualTo(Verdict.NEW);
    assertThat(earlier.take(committed(7_000, events.create(10, 3, "c")))).isEqualTo(Verdict.NEW);
  }

  @Test
  void rowsOfASnapshotAreNeverDuplicates() {
    progress.take(events.create(10, 1, "a"));
    assertThat(progress.take(events.read(5, 1, "a"))).isEqualTo(Verdict.NEW);
    assertThat(progress.take(events.read(5, 1, "a"))).isEqualTo(Verdict.NEW);
    assertThat(progress.take(events.create(11, 2, "b"))).isEqualTo(Verdict.NEW);
  }

  @Test
  void equalRowsOfOneCopyIntoATableWithoutAKeyAreAllNew() {
    Events keyless =
        new Events(
            new TableId("public", "t"),
            Events.schema(List.of(), "id", ColumnType.INT, "a", ColumnType.STRING));
    assertThat(progress.take(keyless.create(10, 1, "a"))).isEqualTo(Verdict.NEW);
    assertThat(progress.take(keyless.create(10, 1, "a"))).isEqualTo(Verdict.NEW);
  }

  @Test
  void aNumberInItsTransactionTellsEveryRowOfACopyFromTheNext() {
    for (int number = 1; number <= 1000; number++) {
      assertThat(progress.take(numbered(7, 10, number))).isEqualTo(Verdict.NEW);
    }
    Progress restarted = copyThroughJson(progress);
    for (int number = 1; number <= 1000; number++) {
      assertThat(restarted.take(numbered(7, 10, number))).isEqualTo(Verdict.DUPLICATE);
    }
    assertThat(restarted.take(numbered(7, 10, 1001))).isEqualTo(Verdict.NEW);
    assertThat(restarted.take(numbered(7, 11, 1002))).isEqualTo(Verdict.NEW);
    assertThat(restarted.take(numbered(7, 10, 5))).isEqualTo(Verdict.DUPLICATE);
    assertThat(restarted.take(numbered(12, 5, 1))).isEqualTo(Verdict.NEW);
  }

  @Test
  void aRowThatBeganBeforeAMessageAndWasCommittedAfterItIsNew() {
    progress.take(at(100, 100));
    assertThat(progress.take(numbered(100, 90, 1))).isEqualTo(Verdict.NEW);
    assertThat(progress.take(at(100, 100))).as("sent again").isEqualTo(Verdict.DUPLICATE);
    assertThat(progress.take(numbered(100, 90, 1))).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void partitionsAndTopicsGoTheirOwnWay() {
    progress.take(events.in(0).create(10, 1, "a"));
    assertThat(progress.take(events.in(1).create(5, 2, "b"))).isEqualTo(Verdict.NEW);
    assertThat(progress.next(TOPIC, 0)).isEqualTo(1);
    assertThat(progress.next(TOPIC, 1)).isEqualTo(1);
    assertThat(progress.next(TOPIC, 2)).isZero();
    assertThat(progress.next("other", 0)).isZero();
  }

  @Test
  void lsnsAreUnsigned() {
    progress.take(at(Long.MAX_VALUE, Long.MAX_VALUE));
    assertThat(progress.take(at(Long.MIN_VALUE, Long.MIN_VALUE))).isEqualTo(Verdict.NEW);
    assertThat(progress.take(at(-1, -1))).isEqualTo(Verdict.NEW);
    assertThat(progress.take(at(1, 1))).isEqualTo(Verdict.DUPLICATE);
    assertThat(copyThroughJson(progress).topics()).isEqualTo(progress.topics());
  }

  @Test
  void messagesAtOnePositionAreToldApartByPrefixAndContent() {
    assertThat(progress.take(message(0, "p", "x"))).isEqualTo(Verdict.NEW);
    assertThat(progress.take(message(1, "p", "y"))).isEqualTo(Verdict.NEW);
    assertThat(progress.take(message(2, "p", "x"))).isEqualTo(Verdict.DUPLICATE);
  }

  @Test
  void moreRowsAtOnePositionThanAreToldApartAreAllNew() {
    for (int i = 0; i < 1000; i++) {
      assertThat(progress.take(events.create(10, i, "COPY"))).isEqualTo(Verdict.NEW);
    }
    assertThat(progress.topics().get(TOPIC).get(0).atLast())
        .hasSize(PartitionProgress.MOST_AT_LAST);
    assertThat(progress.take(events.create(11, 0, "next"))).isEqualTo(Verdict.NEW);
    assertThat(progress.topics().get(TOPIC).get(0).atLast()).hasSize(1);
  }

  @Test
  void aCopyGoesItsOwnWay() {
    progress.take(events.create(10, 1, "a"));
    Progress copy = progress.copy();
    copy.take(events.create(20, 2, "b"));
    assertThat(progress.next(TOPIC, 0)).isEqualTo(1);
    assertThat(copy.next(TOPIC, 0)).isEqualTo(2);
  }

  @Test
  void jsonCarriesEverything() {
    assertThat(Progress.parse(Optional.empty()).topics()).isEmpty();
    progress.take(events.in(0).read(5, 1, "a"));
    progress.take(events.in(1).create(10, 2, "b"));
    progress.take(events.in(1).create(10, 3, "c"));
    assertThat(copyThroughJson(progress).topics()).isEqualTo(progress.topics());
    assertThat(copyThroughJson(progress).toJson()).isEqualTo(progress.toJson());
  }

  @Test
  void brokenJsonIsNamed() {
    assertThatThrownBy(() -> Progress.parse(Optional.of("{oops")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a table's progress is not JSON: '{oops'");
  }

  private static Progress copyThroughJson(Progress progress) {
    return Progress.parse(Optional.of(progress.toJson()));
  }

  private ChangeEvent at(long commitLsn, long lsn) {
    return numbered(commitLsn, lsn, 0);
  }

  private ChangeEvent numbered(long commitLsn, long lsn, long number) {
    ChangeEvent e = events.create(lsn, 1, "a");
    return new ChangeEvent(
        e.at(),
        e.table(),
        e.op(),
        e.schema(),
        e.key(),
        e.before(),
        e.after(),
        new SourcePosition(commitLsn, lsn, number),
        COMMITTED,
        e.txId(),
        e.keyChange(),
        e.otherKey(),
        e.message());
  }

  private static ChangeEvent committed(long micros, ChangeEvent e) {
    return new ChangeEvent(
        e.at(),
        e.table(),
        e.op(),
        e.schema(),
        e.key(),
        e.before(),
        e.after(),
        e.position(),
        micros,
        e.txId(),
        e.keyChange(),
        e.otherKey(),
        e.message());
  }

  private static ChangeEvent message(long offset, String prefix, String content) {
    return new ChangeEvent(
        new KafkaPosition("tidemark.message", 0, offset, 0),
        null,
        Operation.MESSAGE,
        null,
        null,
        null,
        null,
        new SourcePosition(7, 7),
        0,
        null,
        false,
        null,
        new LogicalMessage(prefix, content.getBytes(StandardCharsets.UTF_8)));
  }
}
