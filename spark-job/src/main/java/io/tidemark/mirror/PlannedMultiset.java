package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.MultisetTable;
import io.tidemark.net.NetRows;
import io.tidemark.net.RowChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a mirror without a primary key. Its changes come through any Kafka partition, so a
 * row's removal may come before the row: it waits as a {@link Debt}, which the row pays.
 */
final class PlannedMultiset implements PlannedRows {
  private final MultisetTable table;
  private final MultisetRows rows;
  private final NetRows net;
  private final List<RefusedChange> refused = new ArrayList<>();
  private final Map<KeyHash, Integer> gone = new LinkedHashMap<>();
  private final List<Object[]> before = new ArrayList<>();
  private final List<ChangeEvent> coming = new ArrayList<>();
  private final List<Debt> debts = new ArrayList<>();

  /**
   * Plan.
   *
   * @param events in LSN order
   * @param state what the mirror remembers
   */
  PlannedMultiset(
      MultisetTable table, MultisetRows rows, List<ChangeEvent> events, MirrorState state) {
    this.table = table;
    this.rows = rows;
    net = new NetRows(state.floor());
    events.forEach(this::add);
    remove();
    pay(state.debts());
  }

  private void add(ChangeEvent event) {
    String obstacle = MultisetRows.obstacle(event);
    if (obstacle == null) {
      net.add(rows.change(event));
    } else {
      refused.add(new RefusedChange(event, obstacle));
    }
  }

  private void remove() {
    net.going()
        .forEach(
            (content, changes) -> {
              // After a TRUNCATE in this very batch nothing stored is meant.
              int there = changes.isEmpty() || net.truncated() ? 0 : table.count(content);
              int number = Math.min(there, changes.size());
              if (number > 0) {
                gone.put(content, number);
              }
              for (int i = 0; i < changes.size(); i++) {
                RowChange change = changes.get(i);
                if (i < number) {
                  before.add(rows.row(change.event(), change.event().before(), 0));
                } else {
                  debts.add(Debt.of(content, change.lsn()));
                }
              }
            });
  }

  /** Debts of before are paid by rows that come, or void by a TRUNCATE. */
  private void pay(List<Debt> owed) {
    Map<KeyHash, ArrayDeque<Debt>> open = new HashMap<>();
    for (Debt debt : owed) {
      if (Long.compareUnsigned(debt.lsn(), net.floor()) >= 0) {
        open.computeIfAbsent(debt.content(), content -> new ArrayDeque<>()).add(debt);
      }
    }
    net.coming()
        .forEach(
            (content, changes) -> {
              ArrayDeque<Debt> same = open.getOrDefault(content, new ArrayDeque<>());
              for (RowChange change : changes) {
                if (same.poll() == null) {
                  coming.add(change.event());
                }
              }
            });
    open.values().forEach(debts::addAll);
  }

  @Override
  public long floor() {
    return net.floor();
  }

  @Override
  public List<Debt> debts() {
    return debts;
  }

  @Override
  public Doubts doubts() {
    return Doubts.NONE; // its updates come with the whole old row
  }

  @Override
  public List<RefusedChange> refused() {
    return refused;
  }

  @Override
  public ChangeEvent unfinished() {
    return null;
  }

  @Override
  public MirrorChange commit(Map<String, String> domains, long sequence, long appliedAtMicros) {
    List<Object[]> after = new ArrayList<>();
    for (ChangeEvent event : coming) {
      after.add(rows.row(event, event.after(), appliedAtMicros));
    }
    table.apply(gone, after, net.truncated() ? RowMetadata.before(net.floor()) : null, domains);
    return new MirrorChange(table.schema(), before, after, net.truncated(), sequence);
  }
}
