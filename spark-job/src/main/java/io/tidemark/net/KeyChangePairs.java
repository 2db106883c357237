package io.tidemark.net;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Operation;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.delta.KeyHash;
import io.tidemark.progress.Parted;
import io.tidemark.progress.Progress;
import io.tidemark.progress.ReadUntil;
import io.tidemark.progress.Room;
import io.tidemark.progress.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Keeps a micro-batch from parting what belongs together: the two halves of a changed key, a DELETE
 * and a CREATE at one source position in two Kafka partitions, where the CREATE may lack values
 * which only the row that the DELETE takes away has; and the changes of a transaction that shifts
 * or swaps keys. From the first change whose counterpart is not read yet, the whole table waits:
 * its partitions are cut at that position, and what lies behind comes with a later micro-batch.
 * What waits is not held by any table, so a restart reads it again.
 *
 * <p>A change waits until everything that Kafka got within {@link #PATIENCE_MS} after it is read:
 * the connector sends both in one breath, so the other one is not coming then, and this one goes on
 * alone. Mutable; not thread-safe.
 */
public final class KeyChangePairs {
  /** How much later than its half, by Kafka's record timestamps, the other half may be. */
  public static final long PATIENCE_MS = 60_000;

  private final Function<String, Map<Integer, Long>> ends;
  private final Room most;
  private List<Decoded> waiting = List.of();

  /**
   * Nothing waits at first.
   *
   * @param most what may wait, see {@link #crowded}
   * @param ends the offsets at which a topic's partitions end in Kafka now; asked only for a half
   *     that has waited long
   */
  public KeyChangePairs(Room most, Function<String, Map<Integer, Long>> ends) {
    this.most = most;
    this.ends = ends;
  }

  private record Pair(TableId table, SourcePosition position, KeyHash from, KeyHash to) {
    static Pair of(ChangeEvent half) {
      KeyHash key = KeyHash.of(half.key());
      KeyHash other = KeyHash.of(half.otherKey());
      // Both have their own number in the transaction.
      SourcePosition place = new SourcePosition(half.position().commitLsn(), half.position().lsn());
      return half.op() == Operation.DELETE
          ? new Pair(half.table(), place, key, other)
          : new Pair(half.table(), place, other, key);
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
    Progress read = held.copy();
    return cut(all, hopeful(alone(all, read), all, read, nowMs));
  }

  /**
   * The messages to apply now if these changes have to wait, each with its table from there on.
   *
   * @param ready what {@link #take} gave
   */
  public List<Decoded> holdBack(List<Decoded> ready, List<ChangeEvent> firsts) {
    List<Decoded> before = waiting;
    List<Decoded> less = cut(ready, firsts);
    List<Decoded> later = new ArrayList<>(waiting);
    later.addAll(before);
    waiting = later;
    return less;
  }

  /**
   * Whether nothing that belongs before a change can come any more: all that Kafka got within some
   * time after it is read.
   *
   * @param ready what {@link #take} gave
   * @param held how far the lake is
   * @param patienceMs that time, by Kafka's record timestamps
   * @param nowMs the clock, milliseconds since the epoch
   */
  public boolean over(
      ChangeEvent change, List<Decoded> ready, Progress held, long patienceMs, long nowMs) {
    Progress read = held.copy();
    ready.forEach(read::take);
    waiting.forEach(read::take);
    return change.at().timestampMs() + patienceMs
        < readUntil(change.at().topic(), ready, read, nowMs);
  }

  /** Number of messages that wait. */
  public int waiting() {
    return waiting.size();
  }

  /** Whether more waits than should be in memory. */
  public boolean crowded() {
    return !most.holds(waiting);
  }

  /** The messages that wait, which are not kept here any longer. */
  public List<Decoded> drain() {
    List<Decoded> drained = waiting;
    waiting = List.of();
    return drained;
  }

  /** Nothing waits any more: the messages will be read again. */
  public void forget() {
    waiting = List.of();
  }

  private static boolean half(Decoded message) {
    return message instanceof ChangeEvent event && event.keyChange();
  }

  /** Halves whose other half is not among the messages. */
  private static Collection<ChangeEvent> alone(List<Decoded> all, Progress read) {
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
    return alone.values();
  }

  /** Those whose other half may still come. */
  private List<ChangeEvent> hopeful(
      Collection<ChangeEvent> alone, List<Decoded> all, Progress read, long nowMs) {
    Map<String, Long> readUntil = new HashMap<>();
    return alone.stream()
        .filter(
            half -> {
              long until = half.at().timestampMs() + PATIENCE_MS;
              return until >= nowMs
                  || until
                      >= readUntil.computeIfAbsent(
                          half.at().topic(), topic -> readUntil(topic, all, read, nowMs));
            })
        .toList();
  }

  /** By table the position of the first change; rows of a snapshot have no place in that order. */
  private static Map<TableId, SourcePosition> positions(List<ChangeEvent> changes) {
    Map<TableId, SourcePosition> positions = new HashMap<>();
    for (ChangeEvent change : changes) {
      if (change.op() != Operation.READ) {
        positions.merge(change.table(), change.position(), (a, b) -> a.compareTo(b) <= 0 ? a : b);
      }
    }
    return positions;
  }

  /** All that Kafka got for a topic until this time is read; milliseconds since the epoch. */
  private long readUntil(String topic, List<Decoded> all, Progress read, long nowMs) {
    return ReadUntil.of(Map.of(topic, ends.apply(topic)), all, read, nowMs);
  }

  /** What lies before these changes of their tables; the rest waits. */
  private List<Decoded> cut(List<Decoded> all, List<ChangeEvent> firsts) {
    if (firsts.isEmpty()) {
      waiting = List.of();
      return all;
    }
    Map<TableId, SourcePosition> cuts = positions(firsts);
    Parted parted =
        Parted.of(
            all, message -> message instanceof ChangeEvent event && waits(event, firsts, cuts));
    waiting = parted.later();
    return parted.ready();
  }

  private static boolean waits(
      ChangeEvent event, List<ChangeEvent> firsts, Map<TableId, SourcePosition> cuts) {
    if (event.op() == Operation.READ) {
      return firsts.contains(event);
    }
    SourcePosition cut = event.table() == null ? null : cuts.get(event.table());
    return cut != null && event.position().compareTo(cut) >= 0;
  }
}
