package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Unavailable;
import io.tidemark.decode.value.Unrepresentable;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedTable;
import io.tidemark.net.NetChange;
import io.tidemark.net.NetChanges;
import io.tidemark.net.RowChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The rows of a mirror with a primary key, after changes. */
final class ReplayedKeyedRows implements ReplayedMirror.Rows {
  private final KeyedTable table;
  private final long floor;
  private final List<RowChange> changes = new ArrayList<>();
  private final Set<KeyHash> touched = new HashSet<>();
  private final Predicate<Object[]> truncated;

  /**
   * Replay.
   *
   * @param events in LSN order
   */
  ReplayedKeyedRows(
      KeyedTable table, MirrorState state, List<ChangeEvent> events, Layouts layouts) {
    this.table = table;
    floor = state.floor();
    truncated = ReplayedMirror.truncated(floor, events);
    for (ChangeEvent event : events) {
      RowChange change = layouts.change(event);
      changes.add(change);
      if (change.key() != null) {
        touched.add(change.key());
      }
    }
  }

  @Override
  public long scan(List<String> columns, Consumer<Object[]> visitor) {
    boolean whole = !changes.isEmpty();
    List<String> read = whole ? table.schema().fieldNames() : columns;
    int[] places = columns.stream().mapToInt(read::indexOf).toArray();
    int[] key = table.key().stream().mapToInt(read::indexOf).toArray();
    int cdc = read.indexOf(RowMetadata.COLUMN);
    Map<KeyHash, Object[]> stored = new HashMap<>();
    table.scan(
        read,
        row -> {
          if (truncated.test((Object[]) row[cdc])) {
            return;
          }
          KeyHash hash = touched.isEmpty() ? null : hash(row, key);
          Object[] twice = touched.contains(hash) ? stored.put(hash, row) : row;
          if (twice != null) {
            visitor.accept(whole ? ReplayedMirror.part(twice, places) : twice);
          }
        });
    after(stored).forEach(row -> visitor.accept(ReplayedMirror.part(row, places)));
    return 0;
  }

  private static KeyHash hash(Object[] row, int[] key) {
    return KeyHash.of(Arrays.stream(key).mapToObj(place -> row[place]).toList());
  }

  /** The rows of touched keys after the changes. */
  private List<Object[]> after(Map<KeyHash, Object[]> stored) {
    NetChanges net = new NetChanges(floor, stored::containsKey);
    changes.forEach(net::add);
    Map<KeyHash, NetChange> byKey = net.byKey();
    List<Object[]> rows = new ArrayList<>();
    byKey.forEach(
        (key, change) -> {
          if (change instanceof NetChange.Upsert upsert) {
            Object[] base = upsert.base() == null ? null : stored.get(upsert.base());
            if (base != null || !Arrays.asList(upsert.row()).contains(Unavailable.VALUE)) {
              rows.add(filled(upsert, base));
            }
          }
        });
    stored.forEach(
        (key, row) -> {
          if (!byKey.containsKey(key)) {
            rows.add(row);
          }
        });
    return rows;
  }

  private Object[] filled(NetChange.Upsert upsert, Object[] base) {
    Object[] row = upsert.row().clone();
    for (int i = 0; i < row.length - 1; i++) {
      Object known =
          base == null ? Unrepresentable.UNSENT : RowMetadata.cell(base, table.schema(), i);
      row[i] = Unavailable.resolve(row[i], known);
    }
    RowMetadata.seal(row, table.schema(), upsert.last().event(), 0);
    return row;
  }
}
