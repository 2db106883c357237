package io.tidemark.net;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Image;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Unavailable;
import io.tidemark.delta.KeyHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Folds row changes into one net change a key. Not "the last one wins": a value that an update did
 * not send is the last one known, a changed key takes its row's unsent values along, and TRUNCATE
 * cuts at its LSN wherever it stands, because having no key it may come through any partition.
 *
 * <p>Within a key LSN order is right (PostgreSQL's row locks); TRUNCATE locks out all other writers
 * of its table, so LSN order is right for it too.
 *
 * <p>Inside one transaction two rows may have the same key for a while, if the constraint is
 * deferrable or one statement shifts or swaps keys: {@code update t set id = id + 1} sends DELETE
 * 1, CREATE 2, DELETE 2, CREATE 3, where DELETE 2 means the row that had the key before. So a key
 * has a queue of rows: what leaves is the one that has had the key longest. That is right for every
 * single statement, as none changes a row twice. When the transaction is over one row is left.
 */
public final class NetChanges {
  private final Predicate<KeyHash> stored;
  private final Map<KeyHash, Rows> byKey = new LinkedHashMap<>();
  private final Map<KeyHash, Live> departed = new HashMap<>();
  private long floor;
  private boolean truncated;

  /**
   * Start from a table.
   *
   * @param floor LSN of the last TRUNCATE that the table holds, 0 for none
   * @param stored whether the table has a row with a key
   */
  public NetChanges(long floor, Predicate<KeyHash> stored) {
    this.floor = floor;
    this.stored = stored;
  }

  /**
   * A row that has a key now.
   *
   * @param last its last change; null as long as it is the stored row as it was
   * @param row its values; null if only the stored row has them
   * @param base key of the stored row that fills the gaps; null if none can
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Live(RowChange last, Object[] row, KeyHash base) {}

  /** The rows that have a key, the one that has had it longest first. */
  private static final class Rows {
    private final List<Live> live = new ArrayList<>(1);
    private RowChange last;

    /** A new transaction finds one row at most. */
    void settle() {
      while (live.size() > 1) {
        live.remove(0);
      }
    }

    Live newest() {
      return live.isEmpty() ? null : live.get(live.size() - 1);
    }
  }

  /** Net changes by key, in the order in which their keys were first seen. */
  public Map<KeyHash, NetChange> byKey() {
    Map<KeyHash, NetChange> net = new LinkedHashMap<>();
    byKey.forEach(
        (key, rows) -> {
          Live left = rows.newest();
          if (left == null) {
            net.put(key, new NetChange.Delete(rows.last));
          } else if (left.last() != null) {
            net.put(key, new NetChange.Upsert(left.last(), left.row(), left.base()));
          }
        });
    return Collections.unmodifiableMap(net);
  }

  /** Whether rows below {@link #floor} have to go. */
  public boolean truncated() {
    return truncated;
  }

  /** LSN of the last TRUNCATE, 0 for none. */
  public long floor() {
    return floor;
  }

  /**
   * The first change of a transaction that leaves two rows with one key and may not be over:
   * nothing of a later one has come through the key's partition.
   *
   * @param changes all that were added
   * @return null if there is none
   */
  public ChangeEvent unfinished(List<RowChange> changes) {
    List<ChangeEvent> open =
        byKey.values().stream()
            .filter(rows -> rows.live.size() > 1)
            .map(rows -> rows.last.event())
            .toList();
    if (open.isEmpty()) {
      return null;
    }
    Map<Integer, ChangeEvent> last = new HashMap<>();
    for (RowChange change : changes) {
      last.merge(
          change.event().at().partition(),
          change.event(),
          (a, b) -> a.at().offset() > b.at().offset() ? a : b);
    }
    Set<Long> transactions =
        open.stream()
            .filter(event -> sameTransaction(event, last.get(event.at().partition())))
            .map(ChangeEvent::txId)
            .collect(Collectors.toSet());
    return changes.stream()
        .map(RowChange::event)
        .filter(event -> event.txId() != null && transactions.contains(event.txId()))
        .min(Comparator.comparing(ChangeEvent::position))
        .orElse(null);
  }

  private static boolean sameTransaction(ChangeEvent a, ChangeEvent b) {
    return a.txId() != null && Objects.equals(a.txId(), b.txId());
  }

  /** Take the next change; LSNs never go down from call to call. */
  public void add(RowChange change) {
    if (change.event().op() == Operation.TRUNCATE) {
      truncate(change.lsn());
    } else if (Long.compareUnsigned(change.lsn(), floor) >= 0) {
      Rows rows = byKey.computeIfAbsent(change.key(), this::known);
      if (rows.last != null && !sameTransaction(rows.last.event(), change.event())) {
        rows.settle();
      }
      rows.last = change;
      switch (change.event().op()) {
        case DELETE -> delete(rows, change);
        case CREATE -> create(rows, change);
        default -> update(rows, change);
      }
    }
  }

  private Rows known(KeyHash key) {
    Rows rows = new Rows();
    if (!truncated && stored.test(key)) {
      rows.live.add(new Live(null, null, key));
    }
    return rows;
  }

  private void truncate(long lsn) {
    if (Long.compareUnsigned(lsn, floor) > 0) {
      byKey.clear();
      departed.clear();
      floor = lsn;
      truncated = true;
    }
  }

  private void delete(Rows rows, RowChange change) {
    Live leaves =
        rows.live.isEmpty()
            ? new Live(change, null, change.key())
            : rows.live.remove(rows.live.size() == 1 ? 0 : leaving(rows.live, change.event()));
    if (change.event().keyChange()) {
      departed.put(change.otherKey(), leaves);
    }
  }

  /** Which of several rows goes: the one that looked like the old row sent, else the oldest. */
  private static int leaving(List<Live> live, ChangeEvent delete) {
    for (int i = 0; i < live.size(); i++) {
      RowChange last = live.get(i).last();
      if (last != null && alike(last.event().after(), delete.before())) {
        return i;
      }
    }
    return 0;
  }

  private static boolean alike(Image a, Image b) {
    return a != null && b != null && KeyHash.of(a.values()).equals(KeyHash.of(b.values()));
  }

  private void create(Rows rows, RowChange change) {
    rows.live.add(
        change.event().keyChange()
            ? changed(change, departed.remove(change.key()))
            : new Live(change, change.row(), change.key()));
  }

  private static void update(Rows rows, RowChange change) {
    Live before = rows.newest();
    if (before == null) {
      rows.live.add(new Live(change, change.row(), change.key()));
    } else {
      rows.live.set(rows.live.size() - 1, changed(change, before));
    }
  }

  /** The row after a change, with what the change left unsent; null for a row not known. */
  private static Live changed(RowChange change, Live before) {
    if (before == null) {
      return new Live(change, change.row(), null);
    }
    Object[] row = before.row() == null ? change.row() : filled(change.row(), before.row());
    return new Live(change, row, before.base());
  }

  private static Object[] filled(Object[] row, Object[] known) {
    Object[] filled = row;
    for (int i = 0; i < row.length; i++) {
      if (row[i] instanceof Unavailable) {
        if (filled == row) {
          filled = row.clone();
        }
        filled[i] = Unavailable.resolve(row[i], known[i]);
      }
    }
    return filled;
  }
}
