package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.MultisetTable;
import io.tidemark.net.NetRows;
import io.tidemark.net.RowChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The rows of a mirror without a primary key, after changes. */
final class ReplayedMultiset implements ReplayedMirror.Rows {
  private final MultisetTable table;
  private final MultisetRows rows;
  private final Predicate<Object[]> truncated;
  private final NetRows net;
  private final Map<KeyHash, Integer> owed = new HashMap<>();

  /**
   * Replay.
   *
   * @param events in LSN order
   */
  ReplayedMultiset(
      MultisetTable table, MirrorState state, List<ChangeEvent> events, Layouts layouts) {
    this.table = table;
    rows = new MultisetRows(table, layouts, state.shape(), events);
    truncated = ReplayedMirror.truncated(state.floor(), events);
    net = new NetRows(state.floor());
    events.stream()
        .filter(event -> MultisetRows.obstacle(event) == null)
        .forEach(event -> net.add(rows.change(event)));
    for (Debt debt : state.debts()) {
      if (Long.compareUnsigned(debt.lsn(), net.floor()) >= 0) {
        owed.merge(debt.content(), 1, Integer::sum);
      }
    }
  }

  @Override
  public long scan(List<String> columns, Consumer<Object[]> visitor) {
    int[] places = columns.stream().mapToInt(table.schema()::indexOf).toArray();
    long missing = scanStored(places, columns, visitor);
    Map<KeyHash, Integer> debts = new HashMap<>(owed);
    net.coming()
        .forEach(
            (content, changes) -> {
              for (RowChange change : changes) {
                if (!take(content, debts)) {
                  Object[] row = rows.row(change.event(), change.event().after(), 0);
                  visitor.accept(ReplayedMirror.part(row, places));
                }
              }
            });
    return missing + debts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The stored rows but those that go; the number of rows that go and are not there. */
  private long scanStored(int[] places, List<String> columns, Consumer<Object[]> visitor) {
    Map<KeyHash, Integer> going = new HashMap<>();
    net.going().forEach((content, changes) -> going.put(content, changes.size()));
    boolean whole = going.values().stream().anyMatch(number -> number > 0);
    int cdc = whole ? table.schema().length() - 1 : columns.indexOf(RowMetadata.COLUMN);
    table.scan(
        whole ? table.schema().fieldNames() : columns,
        row -> {
          if (truncated.test((Object[]) row[cdc]) || (whole && take(table.contentOf(row), going))) {
            return;
          }
          visitor.accept(whole ? ReplayedMirror.part(row, places) : row);
        });
    return going.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Whether one of so many was left to take. */
  private static boolean take(KeyHash content, Map<KeyHash, Integer> left) {
    int number = left.getOrDefault(content, 0);
    if (number > 0) {
      left.put(content, number - 1);
    }
    return number > 0;
  }
}
