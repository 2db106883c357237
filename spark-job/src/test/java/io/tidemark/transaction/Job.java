package io.tidemark.transaction;

import io.tidemark.decode.Decoded;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Room;
import io.tidemark.progress.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What a job does with messages, but for the tables: it only remembers which changes they hold. */
final class Job {
  private final Connector connector;
  private final long most;
  private final Set<Integer> applied = new HashSet<>();
  private final Map<String, Progress> tables = new HashMap<>();
  private Progress changeLog = new Progress();
  private TransactionCut cut;
  private Progress progress = new Progress();
  private Frontier frontier = Frontier.parse(Optional.empty());
  private long nowMs;
  private boolean whole;

  Job(Connector connector, long most) {
    this.connector = connector;
    this.most = most;
    nowMs = connector.nowMs();
    start();
  }

  private void start() {
    cut = new TransactionCut(new Room(most, Long.MAX_VALUE), () -> connector.ends(nowMs));
  }

  /** Killed and started again: what is in memory is gone. */
  void restart() {
    progress = Progress.parse(Optional.of(progress.toJson()));
    frontier = Frontier.parse(Optional.of(frontier.toJson()));
    changeLog = Progress.parse(Optional.of(changeLog.toJson()));
    start();
  }

  /** The query starts anew and reads again what waits. */
  void forget() {
    cut.forget();
  }

  /** One micro-batch at some time; the messages that it applied. */
  List<Decoded> microBatch(long atMs, List<Decoded> fresh) {
    nowMs = atMs;
    Frontier after = frontier.copy();
    List<Decoded> ready = cut.take(List.of(), fresh, progress.copy(), after, nowMs);
    Progress held = progress.copy();
    List<Decoded> taken = new ArrayList<>();
    boolean consumed = false;
    for (Decoded message : ready) {
      Verdict verdict = held.take(message);
      consumed |= verdict != Verdict.HELD;
      if (verdict == Verdict.NEW) {
        after.take(message);
        taken.add(message);
      }
    }
    if (consumed) {
      apply(ready, topic -> true);
      cut.settle(after, ready, held, nowMs);
      whole = after.reached(held.covers(changeLog));
      progress = held;
      frontier = after;
    }
    return taken;
  }

  /** A micro-batch that is killed when it has written these tables, and not the ledger. */
  void killedMicroBatch(long atMs, List<Decoded> fresh, Predicate<String> written) {
    nowMs = atMs;
    apply(cut.take(List.of(), fresh, progress.copy(), frontier.copy(), nowMs), written);
    restart();
  }

  private void apply(List<Decoded> ready, Predicate<String> written) {
    Progress log = changeLog.copy();
    for (Decoded message : ready) {
      log.take(message);
      String topic = message.at().topic();
      if (written.test(topic)
          && tables.computeIfAbsent(topic, t -> new Progress()).take(message) == Verdict.NEW) {
        Integer number = connector.number(message);
        if (number != null && !applied.add(number)) {
          throw new AssertionError("change " + number + " is applied twice");
        }
      }
    }
    changeLog = log;
  }

  /** Whether the tables hold whole transactions only, as far as the job knows. */
  boolean whole() {
    return whole;
  }

  Frontier frontier() {
    return frontier;
  }

  TransactionCut cut() {
    return cut;
  }

  Progress progress() {
    return progress;
  }

  /** Numbers of the changes in the tables. */
  Set<Integer> applied() {
    return applied;
  }
}
