package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Operation;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A snapshot that reads the whole table, as far as the mirror has seen it. What the table does not
 * have any more no event tells: rows that the snapshot, and what came after, did not bring again
 * are gone.
 *
 * @param lsn that the snapshot's rows have
 * @param since when its first row was applied, microseconds since the epoch by our clock; 0 if the
 *     mirror had no rows then, or what is gone was removed
 * @param kafkaMs Kafka's timestamp of its first row, milliseconds since the epoch; 0 if not known
 * @param ended whether the row was seen that ends it; rows in other partitions may still come
 */
record Reload(long lsn, long since, long kafkaMs, boolean ended) {
  /**
   * After further changes.
   *
   * @param before null before the first snapshot
   * @param rows whether the mirror has rows; asked only where a snapshot begins
   * @param nowMicros when they are applied
   * @return null if there was never a snapshot
   */
  static Reload after(
      Reload before, List<ChangeEvent> changes, BooleanSupplier rows, long nowMicros) {
    Reload reload = before;
    ChangeEvent begun = begun(before, changes);
    if (begun != null) {
      long since = rows.getAsBoolean() ? nowMicros : 0;
      reload = new Reload(begun.position().lsn(), since, begun.at().timestampMs(), false);
    }
    if (reload != null) {
      reload = reload.withFirst(changes);
    }
    if (reload != null && truncated(changes)) {
      reload = reload.done();
    }
    if (reload != null && !reload.ended()) {
      long lsn = reload.lsn();
      boolean ended =
          changes.stream()
              .anyMatch(
                  change ->
                      change.ofWholeSnapshot()
                          && change.lastOfSnapshot()
                          && change.position().lsn() == lsn);
      reload = new Reload(lsn, reload.since(), reload.kafkaMs(), ended);
    }
    return reload;
  }

  /**
   * The newest row of a snapshot other than the one known.
   *
   * @return null if there is none
   */
  private static ChangeEvent begun(Reload known, List<ChangeEvent> changes) {
    ChangeEvent newest = null;
    for (ChangeEvent change : changes) {
      if (change.ofWholeSnapshot()
          && (newest == null || change.at().timestampMs() >= newest.at().timestampMs())) {
        newest = change;
      }
    }
    boolean other = newest != null && (known == null || known.lsn() != newest.position().lsn());
    return other ? newest : null;
  }

  private static boolean truncated(List<ChangeEvent> changes) {
    return changes.stream().anyMatch(change -> change.op() == Operation.TRUNCATE);
  }

  /** Whether rows of before are there, or may be. */
  boolean open() {
    return since > 0;
  }

  /** Whether there are rows to remove once all its rows have come. */
  boolean pending() {
    return ended && since > 0;
  }

  /** What is gone was removed. */
  Reload done() {
    return new Reload(lsn, 0, kafkaMs, ended);
  }

  /** Its first row may come through a partition that is read later. */
  private Reload withFirst(List<ChangeEvent> changes) {
    long first =
        changes.stream()
            .filter(change -> change.ofWholeSnapshot() && change.position().lsn() == lsn)
            .mapToLong(change -> change.at().timestampMs())
            .reduce(kafkaMs, Math::min);
    return new Reload(lsn, since, first, ended);
  }
}
