package io.tidemark.quarantine;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.RowKey;
import io.tidemark.decode.TableId;
import io.tidemark.delta.KeyHash;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What waits behind an event in the quarantine.
 *
 * @param table null where that can't be told
 * @param lsn where it begins; null if the event can't be decoded
 * @param scope how much waits
 * @param key stands for the event's row, see {@link #key(RowKey)}; null where that can't be told
 * @param otherKey stands for the other row of a key change; null for none
 */
public record Hold(TableId table, Long lsn, Scope scope, String key, String otherKey) {
  /** Behind a change. */
  static Hold behind(ChangeEvent change, Scope scope) {
    return new Hold(
        change.table(),
        change.position().lsn(),
        scope,
        key(RowKey.of(change)),
        key(RowKey.otherOf(change)));
  }

  /**
   * Behind an event that can't be decoded: nothing, unless it is clear which row it is about.
   *
   * @param table null where that can't be told
   * @param row null where that can't be told
   * @param otherRow null for none
   */
  public static Hold undecoded(TableId table, RowKey row, RowKey otherRow) {
    boolean clear = table != null && row != null;
    return new Hold(
        table,
        null,
        clear ? Scope.ROW : Scope.NOTHING,
        clear ? key(row) : null,
        clear ? key(otherRow) : null);
  }

  /** Stands for a row by its key; null for no key. Another primary key gives other names. */
  static String key(RowKey row) {
    if (row == null) {
      return null;
    }
    KeyHash hash = KeyHash.of(List.of(row.columns(), row.values()));
    return "%016x%016x".formatted(hash.high(), hash.low());
  }

  /** The rows that it is about. */
  List<String> keys() {
    return Stream.of(key, otherKey).filter(Objects::nonNull).toList();
  }

  Hold with(Scope newScope) {
    return new Hold(table, lsn, newScope, key, otherKey);
  }

  Hold withoutOtherKey() {
    return new Hold(table, lsn, scope, key, null);
  }
}
