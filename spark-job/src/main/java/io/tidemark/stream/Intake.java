package io.tidemark.stream;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TableId;
import io.tidemark.progress.Progress;
import io.tidemark.quarantine.Hold;
import io.tidemark.quarantine.Quarantined;
import io.tidemark.quarantine.Scope;
import io.tidemark.quarantine.Stage;
import io.tidemark.quarantine.State;
import io.tidemark.source.RawMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a micro-batch brings into the quarantine, and does to what is there. */
final class Intake {
  private final Lake lake;
  private final Function<Set<KafkaPosition>, Map<KafkaPosition, RawMessage>> raw;
  private final Tally tally;
  private final Map<Refusal, Quarantined> undecoded;
  private final Map<TableId, String> stale = new TreeMap<>();

  /**
   * Nothing yet.
   *
   * @param raw reads messages once more, for their bytes
   * @param undecoded messages that can't be decoded, as they will be in the quarantine
   */
  Intake(
      Lake lake,
      Function<Set<KafkaPosition>, Map<KafkaPosition, RawMessage>> raw,
      Tally tally,
      Map<Refusal, Quarantined> undecoded) {
    this.lake = lake;
    this.raw = raw;
    this.tally = tally;
    this.undecoded = undecoded;
  }

  /**
   * Messages that can't be decoded as they will be in the quarantine, where they are not yet. One
   * of which it is clear which row it is about holds that.
   *
   * @param held how far the lake is
   */
  static Map<Refusal, Quarantined> refused(List<Decoded> messages, Progress held, Lake lake) {
    Map<Refusal, Quarantined> refused = new LinkedHashMap<>();
    for (Decoded message : messages) {
      if (message instanceof Refusal refusal
          && refusal.at().offset() >= held.next(refusal.at().topic(), refusal.at().partition())
          && !lake.quarantine.has(refusal.at())) {
        refused.put(refusal, quarantined(refusal, lake.fedBy(refusal.at().topic())));
      }
    }
    return refused;
  }

  private static Quarantined quarantined(Refusal refusal, Set<TableId> tables) {
    TableId table = tables.size() == 1 ? tables.iterator().next() : null;
    Hold hold = Hold.undecoded(table, refusal.row(), refusal.otherRow());
    return new Quarantined(refusal.at(), Stage.DECODE, hold, refusal.reason());
  }

  /** Mark tables that nothing but a repair makes right. */
  void markStale(Map<TableId, String> reasons, long nowMicros) {
    reasons.forEach((table, reason) -> mark(Set.of(table), reason, nowMicros));
  }

  /** An event behind which nothing waits leaves its table to a repair. */
  private void markStale(Quarantined event, long nowMicros) {
    if (event.hold().scope() == Scope.NOTHING && event.state() == State.REFUSED) {
      String reason =
          "a change could not be applied, and later ones do not wait for it (%s): %s"
              .formatted(Quarantined.place(event.at()), event.fate().reason());
      mark(lake.concernedBy(event), reason, nowMicros);
    }
  }

  private void mark(Set<TableId> tables, String reason, long nowMicros) {
    lake.stale.mark(tables, reason, nowMicros).forEach(table -> stale.put(table, reason));
  }

  /** Tables that became stale, with the reason. */
  Map<TableId, String> stale() {
    return stale;
  }

  /**
   * Commit to the quarantine what plans keep out of their mirrors, and what becomes of the events
   * in it. Tables that become stale by it are marked first, so that no crash forgets it.
   *
   * @param resolved events on which the plans have no say
   */
  void commit(List<TablePlan> plans, Collection<Quarantined> resolved, long nowMicros) {
    Map<KafkaPosition, Quarantined> fresh = new LinkedHashMap<>();
    undecoded.values().forEach(event -> fresh.put(event.at(), event));
    List<Quarantined> changed = new ArrayList<>(resolved);
    for (TablePlan plan : plans) {
      plan.gate().fresh().forEach(event -> fresh.put(event.at(), event));
      for (Quarantined event : plan.gate().changed()) {
        if (fresh.containsKey(event.at())) {
          fresh.put(event.at(), event);
        } else {
          changed.add(event);
        }
      }
    }
    fresh.keySet().removeIf(lake.quarantine::has);
    Map<KafkaPosition, RawMessage> bytes = fresh.isEmpty() ? Map.of() : raw.apply(fresh.keySet());
    Map<Quarantined, RawMessage> messages = new LinkedHashMap<>();
    fresh.values().forEach(event -> messages.put(event, bytes.get(event.at())));
    fresh.values().forEach(event -> markStale(event, nowMicros));
    lake.quarantine.commit(messages, changed, tally.progress(), nowMicros);
  }

  /**
   * The micro-batch's events that were refused, and not those that wait behind them. After a crash
   * the quarantine has them already, but nobody may have been told.
   */
  List<Refusal> refused() {
    List<Refusal> refused = new ArrayList<>(tally.refusals());
    Collection<Quarantined> open = lake.quarantine.open();
    if (!open.isEmpty()) {
      Set<KafkaPosition> here =
          tally.changes().stream().map(ChangeEvent::at).collect(Collectors.toSet());
      open.stream()
          .filter(event -> event.stage() != Stage.HELD && here.contains(event.at()))
          .map(event -> new Refusal(event.at(), event.fate().reason(), null, null))
          .forEach(refused::add);
    }
    return refused;
  }
}
