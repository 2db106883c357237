package io.tidemark.transaction;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TransactionEnd;
import io.tidemark.progress.Parted;
import io.tidemark.progress.Progress;
import io.tidemark.progress.ReadUntil;
import io.tidemark.progress.Room;
import io.tidemark.progress.Verdict;
import io.tidemark.transaction.Frontier.Point;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a micro-batch where a transaction ends: what comes after the last end up to which every
 * change is read waits for a later micro-batch. So the lake's tables hold whole transactions only,
 * whenever a micro-batch is done. What waits is not held by any table, so a restart reads it again.
 *
 * <p>It delays but does not judge: {@link Frontier} says what was reached, from what was applied.
 * Nothing waits for long, nor does more than there is room for in memory: then all goes on as it
 * came, and the next end up to which everything is there makes the lake whole again.
 *
 * <p>Where a count does not come out even so (a message refused, ends expired), the difference is
 * forgiven once everything that Kafka got within some time after that end is read: the connector
 * sends a transaction's changes before its end, so the missing ones are not coming. Mutable; not
 * thread-safe.
 */
public final class TransactionCut {
  /** How long messages wait for the rest of their transaction, by our clock. */
  public static final long PATIENCE_MS = 2_000;

  /** How much later than what follows it a message may arrive, by Kafka's record timestamps. */
  public static final long LATEST_MS = 5_000;

  private static final Logger LOG = LoggerFactory.getLogger(TransactionCut.class);

  private final Room most;
  private final Supplier<Map<String, Map<Integer, Long>>> ends;
  private List<Decoded> waiting = List.of();
  private Long stuckSinceMs;
  private Suspect suspect;

  /**
   * Nothing waits at first.
   *
   * @param most what may wait
   * @param ends the offsets at which the partitions of all topics end in Kafka now; seldom asked
   */
  public TransactionCut(Room most, Supplier<Map<String, Map<Integer, Long>>> ends) {
    this.most = most;
    this.ends = ends;
  }

  /** An end up to which changes are missing that perhaps will never come. */
  private record Suspect(TransactionEnd end, long missing) {
    Suspect less(long late) {
      return new Suspect(end, missing - late);
    }
  }

  /** What the messages at hand say of transactions. */
  private static final class Found {
    private final List<TransactionEnd> ends = new ArrayList<>();

    /** Number of counted changes by the LSN of the last commit before them. */
    private final TreeMap<Long, Long> changes = new TreeMap<>(Long::compareUnsigned);

    private boolean refusals;

    /** The last end up to which nothing is missing; null if there is none. */
    private Point whole;

    /** The last end beyond all that is in the lake, and what is missing up to it. */
    private Suspect last;

    /** Number of counted changes up to the suspect's end; 0 without a suspect. */
    long changesBefore(Suspect suspect) {
      return suspect == null
          ? 0
          : changes.headMap(suspect.end().lsn()).values().stream().mapToLong(n -> n).sum();
    }
  }

  /**
   * The messages to apply now.
   *
   * @param back what was given before and comes back, as it waits for something else
   * @param fresh what was read, each partition's in the order of its offsets
   * @param held how far the lake is
   * @param frontier up to the same micro-batch; what is missing may be forgiven here
   * @param nowMs the clock, milliseconds since the epoch
   * @return messages that waited and fresh ones, each partition's in the order of its offsets
   */
  public List<Decoded> take(
      List<Decoded> back, List<Decoded> fresh, Progress held, Frontier frontier, long nowMs) {
    List<Decoded> all = new ArrayList<>(back);
    all.addAll(waiting);
    waiting = List.of();
    Progress read = held.copy();
    Found found = new Found();
    look(all, read, found);
    long before = found.changesBefore(suspect);
    look(fresh, read, found);
    all.addAll(fresh);
    if (suspect != null) {
      suspect = suspect.less(found.changesBefore(suspect) - before);
    }
    if (suspect != null && !all.isEmpty() && isOver(all, read, nowMs)) {
      forgive(frontier);
    }
    List<Decoded> ready = cut(all, found, frontier, nowMs);
    boolean overdue =
        stuckSinceMs != null
            && (suspect != null || found.refusals || nowMs - stuckSinceMs >= PATIENCE_MS);
    if (overdue && suspect == null) {
      suspect = found.last;
      if (suspect != null && isOver(all, read, nowMs)) {
        // All of this is old, as it is for who starts the job now and then.
        forgive(frontier);
        return cut(all, found, frontier, nowMs);
      }
    }
    if (overdue || !most.holds(waiting)) {
      waiting = List.of();
      return all;
    }
    return ready;
  }

  /** What is to be applied up to the last end at which nothing is missing; the rest waits. */
  private List<Decoded> cut(List<Decoded> all, Found found, Frontier frontier, long nowMs) {
    weigh(found, frontier);
    Point end = found.whole;
    boolean moved = end != null && !end.equals(frontier.end().orElse(null));
    if (end != null) {
      suspect = null;
    }
    if (frontier.end().isEmpty() && !moved) {
      return all;
    }
    List<Decoded> ready = cut(all, end, frontier);
    stuckSinceMs = moved || waiting.isEmpty() ? null : stuckSince(nowMs);
    return ready;
  }

  private long stuckSince(long nowMs) {
    return stuckSinceMs == null ? nowMs : stuckSinceMs;
  }

  /**
   * A doubt is over once everything that Kafka got within {@link #LATEST_MS} after it is applied.
   *
   * @param frontier with this micro-batch taken
   * @param applied this micro-batch
   * @param held how far the lake is with it
   * @param nowMs the clock, milliseconds since the epoch
   */
  public void settle(Frontier frontier, List<Decoded> applied, Progress held, long nowMs) {
    if (frontier.balanced() && frontier.doubtMs().isPresent()) {
      long over = frontier.doubtMs().get() + LATEST_MS;
      if (nowMs >= over && ReadUntil.of(ends.get(), applied, held, nowMs) >= over) {
        frontier.settle();
      }
    }
  }

  /** Number of messages that wait. */
  public int waiting() {
    return waiting.size();
  }

  /** Whether some wait for more than what was on its way when the last ones were read. */
  public boolean stuck() {
    return stuckSinceMs != null;
  }

  /** Nothing waits any more: the messages will be read again. */
  public void forget() {
    waiting = List.of();
  }

  private static void look(List<Decoded> messages, Progress read, Found found) {
    for (Decoded message : messages) {
      if (read.take(message) == Verdict.NEW) {
        if (message instanceof TransactionEnd end) {
          found.ends.add(end);
        } else if (message instanceof ChangeEvent event && event.counted()) {
          found.changes.merge(event.position().commitLsn(), 1L, Long::sum);
        } else if (message instanceof Refusal) {
          found.refusals = true;
        }
      }
    }
  }

  private static void weigh(Found found, Frontier frontier) {
    Iterator<Map.Entry<Long, Long>> changes = found.changes.entrySet().iterator();
    Map.Entry<Long, Long> change = next(changes);
    Point last = frontier.end().orElse(null);
    long missing = frontier.missing();
    for (int i = -1; i < found.ends.size(); i++) {
      TransactionEnd end = i < 0 ? null : found.ends.get(i);
      if (end != null) {
        if (last != null && Long.compareUnsigned(end.lsn(), last.lsn()) <= 0) {
          continue; // sent again after a restart of the connector
        }
        missing += end.events();
        last = new Point(end.lsn(), end.committedAtMs());
      }
      while (last != null
          && change != null
          && Long.compareUnsigned(change.getKey(), last.lsn()) < 0) {
        missing -= change.getValue();
        change = next(changes);
      }
      if (last != null && !frontier.holdsFrom(last.lsn())) {
        found.whole = missing == 0 ? last : found.whole;
        if (end != null) {
          found.last = new Suspect(end, missing);
        }
      }
    }
  }

  private static Map.Entry<Long, Long> next(Iterator<Map.Entry<Long, Long>> changes) {
    return changes.hasNext() ? changes.next() : null;
  }

  /** Whether nothing that belongs before the suspect's end can come any more. */
  private boolean isOver(List<Decoded> all, Progress read, long nowMs) {
    long over = suspect.end().at().timestampMs() + LATEST_MS;
    return nowMs >= over && ReadUntil.of(ends.get(), all, read, nowMs) >= over;
  }

  private void forgive(Frontier frontier) {
    if (suspect.missing() != 0) {
      LOG.warn(
          "Of the transactions up to LSN {}, {} changes {} than the connector counted. What Kafka"
              + " had is applied; system.quarantine tells what was refused",
          Long.toUnsignedString(suspect.end().lsn()),
          Math.abs(suspect.missing()),
          suspect.missing() > 0 ? "fewer came" : "more came");
    }
    frontier.forgive(suspect.missing());
    suspect = null;
  }

  /**
   * What comes after an end waits. Without one only what the lake holds in part goes on.
   *
   * @param end null if changes are missing up to every end
   */
  private List<Decoded> cut(List<Decoded> all, Point end, Frontier frontier) {
    Parted parted = Parted.of(all, message -> isLater(message, end, frontier));
    waiting = parted.later();
    return parted.ready();
  }

  private static boolean isLater(Decoded message, Point end, Frontier frontier) {
    if (message instanceof TransactionEnd ended) {
      return end == null || Long.compareUnsigned(ended.lsn(), end.lsn()) > 0;
    }
    if (!(message instanceof ChangeEvent event)) {
      return false;
    }
    long commit = event.position().commitLsn();
    if (event.op() == Operation.READ) {
      // As the row was right after that commit.
      return commit != 0 && isBeyond(commit - 1, end, frontier);
    }
    return event.counted() && isBeyond(commit, end, frontier);
  }

  private static boolean isBeyond(long commitLsn, Point end, Frontier frontier) {
    return end == null
        ? !frontier.holdsFrom(commitLsn)
        : Long.compareUnsigned(commitLsn, end.lsn()) >= 0;
  }
}
