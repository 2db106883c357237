package io.tidemark.net;

import io.tidemark.decode.Operation;
import io.tidemark.decode.Unavailable;
import io.tidemark.delta.KeyHash;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Folds row changes into one net change a key. Not "the last one wins": a value that an update did
 * not send is the last one known, a changed key takes its row's unsent values along, and TRUNCATE
 * cuts at its LSN wherever it stands, because having no key it may come through any partition.
 *
 * <p>Within a key LSN order is right (PostgreSQL's row locks); TRUNCATE locks out all other writers
 * of its table, so LSN order is right for it too.
 */
public final class NetChanges {
  private final Map<KeyHash, NetChange> byKey = new LinkedHashMap<>();
  private final Map<KeyHash, NetChange> departed = new HashMap<>();
  private long floor;
  private boolean truncated;
  private long superseded;

  /**
   * Start from a table.
   *
   * @param floor LSN of the last TRUNCATE that the table holds, 0 for none
   */
  public NetChanges(long floor) {
    this.floor = floor;
  }

  /** Net changes by key, in the order in which their keys were first seen. */
  public Map<KeyHash, NetChange> byKey() {
    return Collections.unmodifiableMap(byKey);
  }

  /** Whether rows below {@link #floor} have to go. */
  public boolean truncated() {
    return truncated;
  }

  /** LSN of the last TRUNCATE, 0 for none. */
  public long floor() {
    return floor;
  }

  /** Number of changes that a TRUNCATE after them made void. */
  public long superseded() {
    return superseded;
  }

  /** Take the next change; LSNs never go down from call to call. */
  public void add(RowChange change) {
    if (change.event().op() == Operation.TRUNCATE) {
      truncate(change.lsn());
    } else if (Long.compareUnsigned(change.lsn(), floor) < 0) {
      superseded++;
    } else if (change.event().op() == Operation.DELETE) {
      NetChange before = byKey.put(change.key(), new NetChange.Delete(change));
      if (change.event().keyChange()) {
        departed.put(
            change.otherKey(),
            before == null ? new NetChange.Upsert(change, null, change.key()) : before);
      }
    } else {
      upsert(change);
    }
  }

  private void truncate(long lsn) {
    if (Long.compareUnsigned(lsn, floor) > 0) {
      superseded += byKey.size();
      byKey.clear();
      departed.clear();
      floor = lsn;
      truncated = true;
    }
  }

  private void upsert(RowChange change) {
    boolean moved = change.event().keyChange();
    NetChange before = moved ? departed.remove(change.key()) : byKey.get(change.key());
    KeyHash base = moved ? null : change.key();
    Object[] row = change.row();
    if (before instanceof NetChange.Upsert known) {
      base = known.base();
      if (known.row() != null) {
        row = filled(row, known.row());
      }
    }
    byKey.put(change.key(), new NetChange.Upsert(change, row, base));
  }

  private static Object[] filled(Object[] row, Object[] known) {
    Object[] filled = row;
    for (int i = 0; i < row.length; i++) {
      if (row[i] == Unavailable.VALUE) {
        if (filled == row) {
          filled = row.clone();
        }
        filled[i] = known[i];
      }
    }
    return filled;
  }
}
