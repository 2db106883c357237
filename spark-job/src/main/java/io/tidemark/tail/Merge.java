package io.tidemark.tail;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Operation;
import io.tidemark.decode.SourcePosition;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Merges partitions, each in its own order, into the order of the source. A message is given out
 * when no partition can still bring an earlier one: each either has a message waiting or has
 * nothing more to give at the moment.
 *
 * @param <P> names a partition
 */
final class Merge<P> {
  /** Of a changed key, the old row goes before the new one comes. */
  private static final Comparator<Decoded> SOURCE_ORDER =
      Comparator.<Decoded, SourcePosition>comparing(Merge::position)
          .thenComparing(Merge::isArrival)
          .thenComparing(message -> message.at().topic())
          .thenComparing(message -> message.at().offset());

  private final Map<P, ArrayDeque<Decoded>> waiting = new HashMap<>();

  void add(P partition, Decoded message) {
    waiting.computeIfAbsent(partition, p -> new ArrayDeque<>()).add(message);
  }

  /** How many messages of a partition wait. */
  int waiting(P partition) {
    ArrayDeque<Decoded> messages = waiting.get(partition);
    return messages == null ? 0 : messages.size();
  }

  /**
   * Takes out the next message; empty if none may go yet.
   *
   * @param partitions all that are read
   * @param exhausted whether a partition has been read to its end
   */
  Optional<Decoded> next(Iterable<P> partitions, Predicate<P> exhausted) {
    P earliest = null;
    for (P partition : partitions) {
      if (waiting(partition) == 0) {
        if (!exhausted.test(partition)) {
          return Optional.empty();
        }
      } else if (earliest == null || SOURCE_ORDER.compare(head(partition), head(earliest)) < 0) {
        earliest = partition;
      }
    }
    return Optional.ofNullable(earliest).map(partition -> waiting.get(partition).poll());
  }

  private Decoded head(P partition) {
    return waiting.get(partition).peek();
  }

  /**
   * A refusal has no position in the source: it goes as soon as its turn in the partition comes.
   */
  private static SourcePosition position(Decoded message) {
    return message instanceof ChangeEvent event ? event.position() : new SourcePosition(0, 0);
  }

  private static boolean isArrival(Decoded message) {
    return message instanceof ChangeEvent event && event.op() != Operation.DELETE;
  }
}
