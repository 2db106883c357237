package io.tidemark.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Unavailable;
import io.tidemark.delta.KeyHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NetChangesPropertyTest {
  /** A row as a table stores it: its values and the LSN of the change that made it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Stored(Object[] row, long lsn) {}

  @Property(tries = 10_000)
  void foldedMicroBatchesLeaveTheRowsThatTheStatementsLeave(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int statements,
      @ForAll @IntRange(min = 1, max = 12) int largestBatch) {
    Random random = new Random(seed);
    History history = History.random(random, statements, 1);
    Map<KeyHash, Stored> table = new HashMap<>();
    long floor = 0;
    for (List<ChangeEvent> batch : history.split(random, largestBatch)) {
      floor = apply(batch, floor, table);
    }
    assertThat(contents(table)).isEqualTo(history.rows());
  }

  private static long apply(List<ChangeEvent> batch, long floor, Map<KeyHash, Stored> table) {
    NetChanges net = new NetChanges(floor, table::containsKey);
    batch.forEach(event -> net.add(change(event)));
    Map<KeyHash, Stored> before = Map.copyOf(table);
    if (net.truncated()) {
      table.values().removeIf(stored -> stored.lsn() < net.floor());
    }
    net.byKey()
        .forEach(
            (key, change) -> {
              if (change instanceof NetChange.Upsert upsert) {
                table.put(
                    key, new Stored(whole(upsert, before), upsert.last().event().position().lsn()));
              } else {
                table.remove(key);
              }
            });
    return net.floor();
  }

  private static Object[] whole(NetChange.Upsert upsert, Map<KeyHash, Stored> before) {
    Object[] row = upsert.row().clone();
    for (int i = 0; i < row.length; i++) {
      if (row[i] == Unavailable.VALUE) {
        row[i] = before.get(upsert.base()).row()[i];
      }
    }
    return row;
  }

  private static RowChange change(ChangeEvent event) {
    return new RowChange(
        event,
        event.key() == null ? null : KeyHash.of(event.key()),
        event.after() == null ? null : event.after().values().toArray(),
        event.otherKey() == null ? null : KeyHash.of(event.otherKey()));
  }

  private static Map<Integer, List<Object>> contents(Map<KeyHash, Stored> table) {
    Map<Integer, List<Object>> contents = new TreeMap<>();
    table
        .values()
        .forEach(s -> contents.put((Integer) s.row()[0], List.of(s.row()[1], s.row()[2])));
    return contents;
  }
}
