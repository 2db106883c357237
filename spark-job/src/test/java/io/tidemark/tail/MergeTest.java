package io.tidemark.tail;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MergeTest {
  private static final List<Integer> PARTITIONS = List.of(0, 1, 2);

  private final Merge<Integer> merge = new Merge<>();

  @Test
  void nothingGoesWhileAPartitionMayStillBringSomethingEarlier() {
    merge.add(0, event(0, 5, 5, Operation.UPDATE));
    merge.add(2, event(2, 4, 4, Operation.UPDATE));

    assertThat(merge.next(PARTITIONS, partition -> partition != 1)).isEmpty();
    assertThat(merge.next(PARTITIONS, partition -> true))
        .map(Decoded::at)
        .map(KafkaPosition::partition)
        .contains(2);
  }

  @Test
  void ofAChangedKeyTheOldRowGoesFirst() {
    merge.add(0, event(0, 5, 5, Operation.CREATE));
    merge.add(1, event(1, 5, 5, Operation.DELETE));

    assertThat(drain())
        .extracting(message -> ((ChangeEvent) message).op())
        .containsExactly(Operation.DELETE, Operation.CREATE);
  }

  @Test
  void lsnsAreComparedUnsigned() {
    merge.add(0, event(0, 1, -1, Operation.UPDATE));
    merge.add(1, event(1, 1, 7, Operation.UPDATE));

    assertThat(drain())
        .extracting(message -> ((ChangeEvent) message).position().lsn())
        .containsExactly(7L, -1L);
  }

  @Test
  void aRefusalDoesNotHoldUpWhatFollowsIt() {
    merge.add(0, new Refusal(new KafkaPosition("t", 0, 1, 0), "no", null, null));
    merge.add(0, event(0, 9, 9, Operation.UPDATE));
    merge.add(1, event(1, 5, 5, Operation.UPDATE));

    assertThat(drain()).hasSize(3).first().isInstanceOf(Refusal.class);
  }

  @Test
  void anySplitOfOrderedChangesComesOutInOrder() {
    Random random = new Random(11);
    for (int round = 0; round < 200; round++) {
      List<Long> given = new ArrayList<>();
      List<Long> taken = new ArrayList<>();
      for (long lsn = 1; lsn <= 30; lsn++) {
        int partition = random.nextInt(3);
        merge.add(partition, event(partition, lsn, lsn, Operation.UPDATE));
        given.add(lsn);
        if (random.nextInt(4) == 0) {
          // Some arrive while others may still come: those must not be overtaken.
          merge
              .next(PARTITIONS, p -> false)
              .ifPresent(message -> taken.add(((ChangeEvent) message).position().lsn()));
        }
      }
      drain().forEach(message -> taken.add(((ChangeEvent) message).position().lsn()));
      assertThat(taken).isEqualTo(given);
    }
  }

  private List<Decoded> drain() {
    List<Decoded> messages = new ArrayList<>();
    Optional<Decoded> next = merge.next(PARTITIONS, partition -> true);
    while (next.isPresent()) {
      messages.add(next.get());
      next = merge.next(PARTITIONS, partition -> true);
    }
    return messages;
  }

  private static ChangeEvent event(int partition, long commitLsn, long lsn, Operation op) {
    return new ChangeEvent(
        new KafkaPosition("t", partition, lsn, 0),
        new TableId("public", "t"),
        op,
        null,
        null,
        null,
        null,
        new SourcePosition(commitLsn, lsn),
        0,
        null,
        false,
        null,
        null);
  }
}
