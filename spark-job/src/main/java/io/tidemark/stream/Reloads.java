package io.tidemark.stream;

import io.tidemark.decode.TableId;
import io.tidemark.mirror.MirrorTable;
import io.tidemark.progress.Progress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Knows when a snapshot of a whole table is in the lake to its last row. The row that ends it comes
 * through one of the topic's partitions, and rows of before may still be on their way to others; so
 * it is over when everything is read that Kafka has a moment later.
 */
final class Reloads {
  /** The connector sends its rows in batches, one partition's after the other's. */
  private static final long MOMENT_MS = 2_000;

  private final Function<String, Map<Integer, Long>> ends;
  private final Map<TableId, Waiting> waiting = new HashMap<>();

  /** Where the mirror's topics end; null until the moment is over. */
  private record Waiting(long sinceMs, Map<String, Map<Integer, Long>> ends) {}

  /**
   * None at first.
   *
   * @param ends the offsets at which a topic's partitions end in Kafka now
   */
  Reloads(Function<String, Map<Integer, Long>> ends) {
    this.ends = ends;
  }

  /**
   * Whether what the snapshot did not bring is gone for sure.
   *
   * @param held how far the lake is; seldom asked
   * @param nowMs the clock, milliseconds since the epoch
   */
  boolean complete(TableId table, MirrorTable mirror, Supplier<Progress> held, long nowMs) {
    if (!mirror.reloaded()) {
      waiting.remove(table);
      return false;
    }
    Waiting known = waiting.computeIfAbsent(table, id -> new Waiting(nowMs, null));
    if (known.ends() == null) {
      if (nowMs - known.sinceMs() < MOMENT_MS) {
        return false;
      }
      Map<String, Map<Integer, Long>> until = new HashMap<>();
      mirror.progress().topics().keySet().forEach(topic -> until.put(topic, ends.apply(topic)));
      known = new Waiting(known.sinceMs(), until);
      waiting.put(table, known);
    }
    Progress now = held.get();
    return known.ends().entrySet().stream()
        .allMatch(
            topic ->
                topic.getValue().entrySet().stream()
                    .allMatch(end -> now.next(topic.getKey(), end.getKey()) >= end.getValue()));
  }

  /** Whether snapshots are not over yet. */
  boolean waiting() {
    return !waiting.isEmpty();
  }
}
