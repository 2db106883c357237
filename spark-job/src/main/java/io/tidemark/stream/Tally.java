package io.tidemark.stream;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.TransactionEnd;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import io.tidemark.transaction.Frontier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Accounts for a micro-batch's messages: every one that no micro-batch counted before is a change,
 * a duplicate, control, excluded or quarantined.
 */
final class Tally {
  private final Progress progress;
  private final List<ChangeEvent> changes = new ArrayList<>();
  private final List<Refusal> refusals = new ArrayList<>();
  private final Set<KafkaPosition> quarantined = new HashSet<>();
  private long duplicates;
  private long control;
  private long excluded;

  /**
   * Count messages.
   *
   * @param progress how far the lake is; taken along, and so is {@code frontier}
   */
  Tally(List<Decoded> messages, Progress progress, Frontier frontier, Selection tables) {
    this.progress = progress;
    for (Decoded message : messages) {
      Verdict verdict = progress.take(message);
      if (verdict == Verdict.NEW) {
        frontier.take(message);
      }
      if (verdict == Verdict.DUPLICATE) {
        duplicates++;
      } else if (verdict == Verdict.NEW) {
        count(message, tables);
      }
    }
  }

  private void count(Decoded message, Selection tables) {
    if (message instanceof Refusal refusal) {
      refusals.add(refusal);
    } else if (message instanceof Control || message instanceof TransactionEnd) {
      control++;
    } else if (message instanceof ChangeEvent event) {
      if (tables.selects(event)) {
        changes.add(event);
      } else {
        excluded++;
      }
    }
  }

  /** Changes that are, or were, in the quarantine did not come to their mirror as they came. */
  void quarantined(Predicate<KafkaPosition> quarantine) {
    changes.stream().map(ChangeEvent::at).filter(quarantine).forEach(quarantined::add);
  }

  Progress progress() {
    return progress;
  }

  /** Changes counted, those in the quarantine too. */
  List<ChangeEvent> changes() {
    return changes;
  }

  List<Refusal> refusals() {
    return refusals;
  }

  boolean isEmpty() {
    return consumed() == 0;
  }

  long consumed() {
    return changes.size() + duplicates + control + excluded + refusals.size();
  }

  long applied() {
    return changes.stream().filter(event -> !quarantined.contains(event.at())).count();
  }

  long duplicates() {
    return duplicates;
  }

  long control() {
    return control;
  }

  long excluded() {
    return excluded;
  }

  long quarantined() {
    return refusals.size() + (changes.size() - applied());
  }

  Long maxLsn() {
    return changes.stream()
        .map(event -> event.position().lsn())
        .max(Long::compareUnsigned)
        .orElse(null);
  }
}
