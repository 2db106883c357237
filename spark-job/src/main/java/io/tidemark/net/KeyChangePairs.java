package io.tidemark.net;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Operation;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.delta.KeyHash;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Keeps a micro-batch from parting the two halves of a changed key. They are a DELETE and a CREATE
 * at one source position in two Kafka partitions, and the CREATE may lack values which only the row
 * that the DELETE takes away has. From the first half whose other half is not read yet, the whole
 * table waits: its partitions are cut at that position, and what lies behind comes with a later
 * micro-batch. What waits is not held by any table, so a restart reads it again.
 *
 * <p>A half waits until everything that Kafka got within {@link #PATIENCE_MS} after it is read: the
 * connector sends both in one breath, so the other half is not coming then, and this one goes on
 * alone. Mutable; not thread-safe.
 */
public final class KeyChangePairs {
  /** How much later than its half, by Kafka's record timestamps, the other half may be. */
  public static final long PATIENCE_MS = 60_000;

  private final Function<String, Map<Integer, Long>> ends;
  private List<Decoded> waiting = List.of();

  /**
   * Nothing waits at first.
   *
   * @param ends the offsets at which a topic's partitions end in Kafka now; asked only for a half
   *     that has waited long
   */
  public KeyChangePairs(Function<String, Map<Integer, Long>> ends) {
    this.ends = ends;
  }

  private record Partition(String topic, int number) {}

  private record Pair(TableId table, SourcePosition position, KeyHash from, KeyHash to) {
    static Pair of(ChangeEvent half) {
      KeyHash key = KeyHash.of(half.key());
      KeyHash other = KeyHash.of(half.otherKey());
      return half.op() == Operation.DELETE
          ? new Pair(half.table(), half.position(), key, other)
          : new Pair(half.table(), half.position(), other, key);
    }
  }

  /**
   * The messages to apply now.
   *
   * @param fresh what was read, each partition's in the order of its offsets
   * @param held how far the lake is
   * @param nowMs the clock, milliseconds since the epoch
   * @return messages that waited and fresh ones, each partition's in the order of its offsets
   */
  public List<Decoded> take(List<Decoded> fresh, Progress held, long nowMs) {
    List<Decoded> all = new ArrayList<>(waiting);
    all.addAll(fresh);
    waiting = List.of();
    if (all.stream().noneMatch(KeyChangePairs::half)) {
      return all;
    }
    Map<TableId, SourcePosition> cuts = cuts(all, held.copy(), nowMs);
    return cuts.isEmpty() ? all : cut(all, cuts);
  }

  /** Number of messages that wait. */
  public int waiting() {
    return waiting.size();
  }

  /** Nothing waits any more: the messages will be read again. */
  public void forget() {
    waiting = List.of();
  }

  private static boolean half(Decoded message) {
    return message instanceof ChangeEvent event && event.keyChange();
  }

  /** By table the position of the first half that has to wait. */
  private Map<TableId, SourcePosition> cuts(List<Decoded> all, Progress read, long nowMs) {
    Map<Pair, ChangeEvent> alone = new LinkedHashMap<>();
    for (Decoded message : all) {
      if (read.take(message) == Verdict.NEW && half(message)) {
        ChangeEvent event = (ChangeEvent) message;
        Pair pair = Pair.of(event);
        if (alone.remove(pair) == null) {
          alone.put(pair, event);
        }
      }
    }
    Map<TableId, SourcePosition> cuts = new HashMap<>();
    Map<String, Long> readUntil = new HashMap<>();
    for (ChangeEvent half : alone.values()) {
      long until = half.at().timestampMs() + PATIENCE_MS;
      boolean lost =
          until < nowMs
              && until
                  < readUntil.computeIfAbsent(
                      half.at().topic(), topic -> readUntil(topic, all, read, nowMs));
      if (!lost) {
        cuts.merge(half.table(), half.position(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
      }
    }
    return cuts;
  }

  /** All that Kafka got for a topic until this time is read; milliseconds since the epoch. */
  private long readUntil(String topic, List<Decoded> all, Progress read, long nowMs) {
    Map<Integer, Long> last = new HashMap<>();
    for (Decoded message : all) {
      if (message.at().topic().equals(topic)) {
        last.put(message.at().partition(), message.at().timestampMs());
      }
    }
    long until = nowMs;
    for (Map.Entry<Integer, Long> end : ends.apply(topic).entrySet()) {
      if (read.next(topic, end.getKey()) < end.getValue()) {
        until = Math.min(until, last.getOrDefault(end.getKey(), 0L));
      }
    }
    return until;
  }

  private List<Decoded> cut(List<Decoded> all, Map<TableId, SourcePosition> cuts) {
    List<Decoded> ready = new ArrayList<>();
    List<Decoded> later = new ArrayList<>();
    Set<Partition> stopped = new HashSet<>();
    for (Decoded message : all) {
      Partition partition = new Partition(message.at().topic(), message.at().partition());
      if (message instanceof ChangeEvent event
          && cuts.containsKey(event.table())
          && event.op() != Operation.READ
          && event.position().compareTo(cuts.get(event.table())) >= 0) {
        stopped.add(partition);
      }
      (stopped.contains(partition) ? later : ready).add(message);
    }
    waiting = later;
    return ready;
  }
}
