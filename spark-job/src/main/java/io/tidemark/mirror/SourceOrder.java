package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Operation;
import io.tidemark.delta.KeyHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts one table's changes of several partitions in the order in which the source made them: by
 * LSN, a DELETE before others, because a changed key is a DELETE and a CREATE at one LSN.
 *
 * <p>The rows of a snapshot all have the LSN that it began at, though a transaction that it did not
 * see may have changed them below that LSN: such a change comes later in the row's partition. So a
 * READ stands before every change of its row that comes after it.
 */
final class SourceOrder {
  private static final Comparator<Placed> ORDER =
      Comparator.comparing(Placed::lsn, Long::compareUnsigned).thenComparing(Placed::rank);

  private SourceOrder() {}

  private record Placed(ChangeEvent event, long lsn) {
    int rank() {
      return switch (event.op()) {
        case READ -> 0;
        case DELETE -> 1;
        case CREATE, UPDATE, TRUNCATE, MESSAGE -> 2;
      };
    }
  }

  /**
   * The changes in source order.
   *
   * @param events of one table, those of each partition in its order
   */
  static List<ChangeEvent> of(List<ChangeEvent> events) {
    boolean reads = events.stream().anyMatch(event -> event.op() == Operation.READ);
    Map<KeyHash, Long> leastLater = new HashMap<>();
    List<Placed> placed = new ArrayList<>(events.size());
    for (int i = events.size() - 1; i >= 0; i--) {
      ChangeEvent event = events.get(i);
      long lsn = event.position().lsn();
      if (reads && event.key() != null) {
        lsn = leastLater.merge(KeyHash.of(event.key()), lsn, SourceOrder::least);
      }
      placed.add(new Placed(event, event.op() == Operation.READ ? lsn : event.position().lsn()));
    }
    Collections.reverse(placed);
    placed.sort(ORDER);
    return placed.stream().map(Placed::event).toList();
  }

  private static long least(long a, long b) {
    return Long.compareUnsigned(a, b) <= 0 ? a : b;
  }
}
