package io.tidemark.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.transaction.Connector.Partition;
import io.tidemark.transaction.Connector.Transaction;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionCutTest {
  private static final Partition A = new Partition("tidemark.a", 0);
  private static final Partition B = new Partition("tidemark.b", 0);
  private static final long LONG = TransactionCut.LATEST_MS + TransactionCut.PATIENCE_MS;

  private final Connector connector = new Connector();
  private final Job job = new Job(connector, 10);

  /** A lake that is whole at the end of a transaction, and beyond all doubt. */
  @BeforeEach
  void begin() {
    Transaction first = connector.commit(A);
    ChangeEvent change = connector.send(first, first.changes().get(0));
    connector.pause(LONG);
    assertThat(apply(change, connector.end(first, 1))).hasSize(2);
    assertWholeAt(first);
  }

  private List<Decoded> apply(Decoded... fresh) {
    return job.microBatch(connector.nowMs(), List.of(fresh));
  }

  private void assertWholeAt(Transaction transaction) {
    assertThat(job.whole()).isTrue();
    assertThat(job.frontier().whole().orElseThrow().lsn()).isEqualTo(transaction.lsn());
    assertThat(job.applied()).isEqualTo(connector.committed(transaction.lsn()));
  }

  private ChangeEvent change(Transaction transaction, int number) {
    return connector.send(transaction, transaction.changes().get(number));
  }

  @Test
  void halfATransactionWaitsForTheOtherHalfAndItsEnd() {
    Transaction transaction = connector.commit(A, B);
    ChangeEvent a = change(transaction, 0);
    ChangeEvent b = change(transaction, 1);
    Decoded end = connector.end(transaction, 2);
    assertThat(apply(a)).isEmpty();
    assertThat(apply(end)).isEmpty();
    assertThat(job.cut().waiting()).isEqualTo(2);
    assertThat(apply(b)).containsExactly(a, end, b);
    assertWholeAt(transaction);
  }

  @Test
  void laterTransactionsWaitWithItThoughTheyAreWhole() {
    Transaction half = connector.commit(A, B);
    Transaction whole = connector.commit(B);
    ChangeEvent a = change(half, 0);
    change(half, 1);
    Decoded halfEnd = connector.end(half, 2);
    ChangeEvent b = change(whole, 0);
    assertThat(apply(a, halfEnd, b, connector.end(whole, 1))).isEmpty();
    assertThat(job.whole()).as("as before").isTrue();
  }

  @Test
  void whatBelongsToNoTransactionDoesNotWait() {
    Transaction transaction = connector.commit(A);
    ChangeEvent behind = connector.row(B, 0);
    Control begin = new Control(behind.at(), Control.Kind.TRANSACTION);
    assertThat(apply(change(transaction, 0), behind, begin)).containsExactly(behind);
  }

  @Test
  void aTransactionWithoutChangesIsWholeWithItsEnd() {
    Transaction empty = connector.commit();
    assertThat(apply(connector.end(empty, 0))).hasSize(1);
    assertWholeAt(empty);
  }

  @Test
  void aRowOfASnapshotWaitsForTheTransactionsThatItShows() {
    Transaction transaction = connector.commit(A);
    ChangeEvent change = change(transaction, 0);
    Decoded end = connector.end(transaction, 1);
    ChangeEvent row = connector.row(B, transaction.lsn());
    assertThat(apply(row, change)).isEmpty();
    assertThat(apply(end)).containsExactly(row, change, end);
    assertThat(job.whole()).as("other rows may be on their way").isFalse();
    Transaction next = connector.pause(LONG).commit(A);
    assertThat(apply(change(next, 0), connector.end(next, 1))).hasSize(2);
    assertWholeAt(next);
  }

  @Test
  void withoutTheOtherHalfItGoesOnAfterAWhileAndTheLakeIsNotWhole() {
    Transaction transaction = connector.commit(A, B);
    ChangeEvent a = change(transaction, 0);
    assertThat(apply(a)).isEmpty();
    assertThat(job.cut().stuck()).isTrue();
    connector.pause(TransactionCut.PATIENCE_MS);
    assertThat(apply()).containsExactly(a);
    assertThat(job.whole()).isFalse();
    assertThat(job.frontier().obstacle().orElseThrow())
        .contains("the end of the last one has not come");
    ChangeEvent b = change(transaction, 1);
    assertThat(apply(b, connector.end(transaction, 2))).hasSize(2);
    assertWholeAt(transaction);
  }

  @Test
  void moreThanAMicroBatchOfOneTransactionIsAppliedInPartsAndWholeInTheEnd() {
    Partition[] many = new Partition[25];
    Arrays.fill(many, A);
    Transaction large = connector.commit(many);
    Transaction behind = connector.commit(B);
    for (int i = 0; i < 10; i++) {
      assertThat(apply(change(large, i))).isEmpty();
    }
    assertThat(apply(change(large, 10))).hasSize(11);
    assertThat(job.whole()).isFalse();
    for (int i = 11; i < 25; i++) {
      assertThat(apply(change(large, i))).as("nothing is gained by waiting").hasSize(1);
    }
    ChangeEvent next = change(behind, 0);
    assertThat(apply(next)).as("it does not mix with the large one").isEmpty();
    assertThat(apply(connector.end(large, 25))).hasSize(1);
    assertWholeAt(large);
    assertThat(apply(connector.end(behind, 1))).hasSize(2);
    assertWholeAt(behind);
  }

  @Test
  void killedInTheMiddleOfATransactionTheJobGoesOnCounting() {
    Transaction transaction = connector.commit(A, B);
    ChangeEvent a = change(transaction, 0);
    assertThat(apply(a)).isEmpty();
    connector.pause(TransactionCut.PATIENCE_MS);
    assertThat(apply()).hasSize(1);
    job.restart();
    assertThat(apply(change(transaction, 1), connector.end(transaction, 2))).hasSize(2);
    assertWholeAt(transaction);
  }

  @Test
  void sentAgainAfterARestartOfTheConnectorChangesCountOnce() {
    Transaction transaction = connector.commit(A, A, B);
    assertThat(apply(change(transaction, 0), change(transaction, 1))).isEmpty();
    ChangeEvent again = change(transaction, 0);
    change(transaction, 1);
    Decoded end = connector.end(transaction, 3);
    assertThat(apply(again, end)).isEmpty();
    assertThat(apply(change(transaction, 2))).hasSize(4);
    assertWholeAt(transaction);
    assertThat(apply(connector.end(transaction, 3))).hasSize(1);
    assertWholeAt(transaction);
  }

  @Test
  void aRefusedMessageHoldsNothingUpAndIsForgivenAfterAWhile() {
    Transaction transaction = connector.commit(A, B);
    connector.refuse(transaction.changes().get(1));
    ChangeEvent a = change(transaction, 0);
    change(transaction, 1);
    Decoded refusal = connector.messages(B, 0, Long.MAX_VALUE).get(0);
    assertThat(apply(a, refusal, connector.end(transaction, 2))).hasSize(3);
    assertThat(job.whole()).isFalse();
    assertThat(job.frontier().obstacle().orElseThrow())
        .contains("1 of their changes have not come");
    Transaction soon = connector.commit(A);
    assertThat(apply(change(soon, 0), connector.end(soon, 1))).hasSize(2);
    assertThat(job.whole()).isFalse();
    connector.pause(LONG);
    Transaction late = connector.commit(A);
    ChangeEvent last = change(late, 0);
    assertThat(apply(last, connector.end(late, 1))).hasSize(2);
    assertWholeAt(late);
  }

  @Test
  void jobsThatOnlyCatchUpForgiveItOnceAllIsOldWithoutWaitingForLaterMessages() {
    Transaction transaction = connector.commit(A, B);
    connector.refuse(transaction.changes().get(1));
    ChangeEvent a = change(transaction, 0);
    change(transaction, 1);
    Decoded refusal = connector.messages(B, 0, Long.MAX_VALUE).get(0);
    assertThat(apply(a, refusal, connector.end(transaction, 2))).hasSize(3);
    job.restart();
    Transaction next = connector.pause(LONG).commit(A);
    ChangeEvent change = change(next, 0);
    Decoded end = connector.end(next, 1);
    connector.pause(LONG);
    assertThat(apply(change, end)).isEmpty();
    connector.pause(TransactionCut.PATIENCE_MS);
    assertThat(apply()).containsExactly(change, end);
    assertWholeAt(next);
  }

  @Test
  void withoutTransactionMetadataNothingWaitsAndNothingIsSaid() {
    Job bare = new Job(connector, 10);
    Transaction transaction = connector.commit(A, B);
    assertThat(bare.microBatch(connector.nowMs(), List.of(change(transaction, 0)))).hasSize(1);
    assertThat(bare.whole()).isFalse();
    assertThat(bare.frontier().obstacle().orElseThrow())
        .contains("provide.transaction.metadata=true");
  }
}
