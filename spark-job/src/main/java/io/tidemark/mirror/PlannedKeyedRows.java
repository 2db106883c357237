package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Unavailable;
import io.tidemark.decode.value.Unrepresentable;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import io.tidemark.net.NetChange;
import io.tidemark.net.NetChanges;
import io.tidemark.net.RowChange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of a mirror with a primary key. */
final class PlannedKeyedRows implements PlannedRows {
  private final KeyedTable table;
  private final List<RowChange> changes;
  private final NetChanges net;
  private final Map<KeyHash, NetChange> byKey;
  private final Map<KeyHash, Object[]> stored;

  /**
   * Plan.
   *
   * @param changes in LSN order, rows as wide as the table
   * @param floor LSN of the last TRUNCATE that the mirror holds
   * @param signed whether the commit has to tell the rows that it replaces
   */
  PlannedKeyedRows(KeyedTable table, List<RowChange> changes, long floor, boolean signed) {
    this.table = table;
    this.changes = changes;
    net = new NetChanges(floor, table::contains);
    changes.forEach(net::add);
    byKey = net.byKey();
    stored = table.rows(wanted(signed));
  }

  /** Keys of the stored rows that fill what updates did not send, and, if asked, of all touched. */
  private Set<KeyHash> wanted(boolean signed) {
    Set<KeyHash> wanted = new LinkedHashSet<>();
    byKey.forEach(
        (key, change) -> {
          if (signed) {
            wanted.add(key);
          }
          if (change instanceof NetChange.Upsert upsert
              && upsert.base() != null
              && incomplete(upsert.row())) {
            wanted.add(upsert.base());
          }
        });
    return wanted;
  }

  @Override
  public long floor() {
    return net.floor();
  }

  @Override
  public List<Debt> debts() {
    return List.of();
  }

  @Override
  public ChangeEvent unfinished() {
    return net.unfinished(changes);
  }

  /** The changes that rows with a value nowhere to be had were made of, since their last delete. */
  @Override
  public List<RefusedChange> refused() {
    Set<KeyHash> unresolved = new HashSet<>();
    byKey.forEach(
        (key, change) -> {
          if (change instanceof NetChange.Upsert upsert && unresolved(upsert)) {
            unresolved.add(key);
          }
        });
    Map<KeyHash, List<ChangeEvent>> lost = new LinkedHashMap<>();
    for (RowChange change : changes) {
      if (unresolved.contains(change.key())
          && Long.compareUnsigned(change.lsn(), net.floor()) >= 0) {
        List<ChangeEvent> made = lost.computeIfAbsent(change.key(), key -> new ArrayList<>());
        if (change.row() == null) {
          made.clear();
        } else {
          made.add(change.event());
        }
      }
    }
    return lost.values().stream()
        .flatMap(List::stream)
        .map(event -> new RefusedChange(event, RefusedChange.UNRESOLVED))
        .toList();
  }

  private boolean unresolved(NetChange.Upsert upsert) {
    return Arrays.asList(upsert.row()).contains(Unavailable.VALUE) && base(upsert) == null;
  }

  private static boolean incomplete(Object[] row) {
    return Arrays.stream(row).anyMatch(Unavailable.class::isInstance);
  }

  private Object[] base(NetChange.Upsert upsert) {
    return upsert.base() == null ? null : stored.get(upsert.base());
  }

  @Override
  public MirrorChange commit(Map<String, String> domains, long sequence, long appliedAtMicros) {
    Map<KeyHash, Object[]> upserts = new LinkedHashMap<>();
    Set<KeyHash> deletes = new LinkedHashSet<>();
    List<Object[]> before = new ArrayList<>();
    byKey.forEach(
        (key, change) -> {
          if (change instanceof NetChange.Upsert upsert && !unresolved(upsert)) {
            upserts.put(key, whole(upsert, appliedAtMicros));
          } else {
            deletes.add(key); // an unresolved row, too, is not any more what it was
          }
          if (stored.containsKey(key)) {
            before.add(stored.get(key));
          }
        });
    table.apply(
        new KeyedChange(
            upserts, deletes, net.truncated() ? RowMetadata.before(net.floor()) : null, domains));
    return new MirrorChange(
        table.schema(), before, List.copyOf(upserts.values()), net.truncated(), sequence);
  }

  @Override
  public Doubts doubts() {
    Doubts doubts = Doubts.NONE;
    for (NetChange change : byKey.values()) {
      if (change instanceof NetChange.Upsert upsert && !unresolved(upsert)) {
        Set<String> columns = new HashSet<>();
        for (int i = 0; i < upsert.row().length; i++) {
          if (isUnsent(after(upsert, i))) {
            columns.add(table.schema().at(i).getName());
          }
        }
        if (!columns.isEmpty()) {
          doubts = doubts.and(Doubts.of(upsert.last().event(), columns));
        }
      }
    }
    return doubts;
  }

  @SuppressWarnings("ReferenceEquality") // its equal is what the source cannot tell either
  private static boolean isUnsent(Object cell) {
    return cell == Unrepresentable.UNSENT;
  }

  private Object[] whole(NetChange.Upsert upsert, long appliedAtMicros) {
    Object[] row = upsert.row().clone();
    for (int i = 0; i < row.length; i++) {
      row[i] = after(upsert, i);
    }
    RowMetadata.seal(row, table.schema(), upsert.last().event(), appliedAtMicros);
    return row;
  }

  /** A cell of the new row; what was not sent is as it was, where that is known. */
  private Object after(NetChange.Upsert upsert, int place) {
    Object sent = upsert.row()[place];
    if (!(sent instanceof Unavailable)) {
      return sent;
    }
    Object[] base = base(upsert);
    return Unavailable.resolve(
        sent,
        base == null ? Unrepresentable.UNSENT : RowMetadata.cell(base, table.schema(), place));
  }
}
