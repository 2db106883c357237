package io.tidemark.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.LogicalMessage;
import io.tidemark.decode.Operation;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.decode.TransactionEnd;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FrontierTest {
  private static final KafkaPosition AT = new KafkaPosition("t", 0, 0, 5);
  private static final TableId TABLE = new TableId("public", "t");

  private final Frontier frontier = Frontier.parse(Optional.empty());

  private static ChangeEvent change(TableId table, Operation op, long commitLsn, boolean counted) {
    LogicalMessage message = table == null ? new LogicalMessage("p", new byte[0]) : null;
    SourcePosition position = new SourcePosition(commitLsn, commitLsn + 1, counted ? 1 : 0);
    return new ChangeEvent(
        AT, table, op, null, null, null, null, position, 0, 1L, false, null, message, false);
  }

  private static ChangeEvent update(long commitLsn) {
    return change(TABLE, Operation.UPDATE, commitLsn, true);
  }

  private static TransactionEnd end(long lsn, long events) {
    return new TransactionEnd(AT, lsn, lsn * 10, events);
  }

  @Test
  void inAnyOrderAllChangesAndTheEndMakeItWhole() {
    frontier.take(update(100));
    frontier.take(end(200, 2));
    frontier.settle();
    assertThat(frontier.reached(true)).isFalse();
    frontier.take(update(100));
    assertThat(frontier.reached(true)).isTrue();
    assertThat(frontier.whole()).hasValue(new Frontier.Point(200, 2000));
  }

  @Test
  void aChangeOfTheNextTransactionUndoesItAndThePlaceStays() {
    frontier.take(end(200, 0));
    frontier.settle();
    assertThat(frontier.reached(true)).isTrue();
    frontier.take(update(200));
    assertThat(frontier.reached(true)).isFalse();
    assertThat(frontier.whole()).hasValue(new Frontier.Point(200, 2000));
    frontier.take(end(300, 1));
    assertThat(frontier.reached(true)).isTrue();
  }

  @Test
  void aChangeThatNoEndCountsIsBeyondWhateverItsTransaction() {
    frontier.take(end(200, 0));
    frontier.settle();
    frontier.take(change(TABLE, Operation.UPDATE, 200, false));
    assertThat(frontier.reached(true)).as("transaction metadata was switched off").isFalse();
  }

  @Test
  void aLogicalMessageCountsButIsInNoTable() {
    frontier.take(end(200, 0));
    frontier.settle();
    frontier.take(change(null, Operation.MESSAGE, 200, false));
    assertThat(frontier.reached(true)).isTrue();
    frontier.take(end(300, 2));
    frontier.take(change(null, Operation.MESSAGE, 200, true));
    assertThat(frontier.reached(true)).isFalse();
    frontier.take(update(200));
    assertThat(frontier.reached(true)).isTrue();
  }

  @Test
  void aRowOfASnapshotRaisesDoubt() {
    frontier.take(end(200, 0));
    frontier.settle();
    frontier.take(change(TABLE, Operation.READ, 200, false));
    assertThat(frontier.reached(true)).isFalse();
    assertThat(frontier.obstacle().orElseThrow()).contains("rows of a snapshot");
    frontier.settle();
    assertThat(frontier.reached(true)).isTrue();
    frontier.take(change(TABLE, Operation.READ, 201, false));
    frontier.settle();
    assertThat(frontier.reached(true)).as("it shows what the lake does not hold").isFalse();
  }

  @Test
  void aTableThatHoldsMoreThanTheLedgerMakesNoPlaceAWholeOne() {
    frontier.take(end(200, 0));
    frontier.settle();
    assertThat(frontier.reached(false)).isFalse();
    assertThat(frontier.whole()).isEmpty();
    assertThat(frontier.obstacle().orElseThrow()).contains("killed in the middle");
    assertThat(frontier.reached(true)).isTrue();
    assertThat(frontier.obstacle()).isEmpty();
  }

  @Test
  void lsnsAreUnsigned() {
    frontier.take(end(Long.MAX_VALUE, 0));
    frontier.settle();
    frontier.take(update(Long.MAX_VALUE));
    frontier.take(end(Long.MIN_VALUE + 5, 1));
    assertThat(frontier.reached(true)).isTrue();
    assertThat(frontier.whole().orElseThrow().lsn()).isEqualTo(Long.MIN_VALUE + 5);
    frontier.take(end(77, 5));
    assertThat(frontier.reached(true)).as("an end of long ago tells nothing new").isTrue();
  }

  @Test
  void itComesBackFromTheLedgerAsItWent() {
    frontier.take(update(100));
    frontier.take(end(200, 1));
    frontier.settle();
    assertThat(frontier.reached(true)).isTrue();
    frontier.take(update(200));
    frontier.take(change(TABLE, Operation.READ, 150, false));
    Frontier back = Frontier.parse(Optional.of(frontier.toJson()));
    assertThat(back).usingRecursiveComparison().isEqualTo(frontier);
    assertThat(back.copy()).usingRecursiveComparison().isEqualTo(frontier);
  }
}
