package io.tidemark.net;

import io.tidemark.decode.Operation;
import io.tidemark.delta.KeyHash;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Folds the changes of a table without a key into rows that come and rows that go. Such a table is
 * a multiset: an update takes one row of the old content away and brings one of the new, so the
 * order of changes does not matter but for TRUNCATE, which cuts at its LSN.
 */
public final class NetRows {
  private final Map<KeyHash, ArrayDeque<RowChange>> coming = new LinkedHashMap<>();
  private final Map<KeyHash, List<RowChange>> going = new LinkedHashMap<>();
  private long floor;
  private boolean truncated;

  /**
   * Start from a table.
   *
   * @param floor LSN of the last TRUNCATE that the table holds, 0 for none
   */
  public NetRows(long floor) {
    this.floor = floor;
  }

  /**
   * Take the next change; LSNs never go down from call to call.
   *
   * @param change with the new row's content as its key and the old row's as its other key, null
   *     where there is none
   */
  public void add(RowChange change) {
    if (change.event().op() == Operation.TRUNCATE) {
      if (Long.compareUnsigned(change.lsn(), floor) > 0) {
        coming.clear();
        going.clear();
        floor = change.lsn();
        truncated = true;
      }
    } else if (Long.compareUnsigned(change.lsn(), floor) >= 0) {
      if (change.otherKey() != null) {
        leaves(change);
      }
      if (change.key() != null) {
        comes(change);
      }
    }
  }

  private void leaves(RowChange change) {
    ArrayDeque<RowChange> same = coming.get(change.otherKey());
    if (same == null || same.isEmpty()) {
      going.computeIfAbsent(change.otherKey(), content -> new ArrayList<>()).add(change);
    } else {
      same.remove();
    }
  }

  private void comes(RowChange change) {
    List<RowChange> same = going.get(change.key());
    if (same == null || same.isEmpty()) {
      coming.computeIfAbsent(change.key(), content -> new ArrayDeque<>()).add(change);
    } else {
      same.remove(same.size() - 1);
    }
  }

  /** Changes whose new rows come, by content. */
  public Map<KeyHash, ArrayDeque<RowChange>> coming() {
    return coming;
  }

  /** Changes whose old rows go, by content. */
  public Map<KeyHash, List<RowChange>> going() {
    return going;
  }

  /** Whether rows below {@link #floor} have to go. */
  public boolean truncated() {
    return truncated;
  }

  /** LSN of the last TRUNCATE, 0 for none. */
  public long floor() {
    return floor;
  }
}
