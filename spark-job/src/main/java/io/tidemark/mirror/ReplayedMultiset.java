package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.Image;
import io.tidemark.decode.Operation;
import io.tidemark.decode.RowSchema;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.MultisetTable;
import io.tidemark.net.NetRows;
import io.tidemark.net.RowChange;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The rows of a mirror without a primary key, after changes. */
final class ReplayedMultiset implements ReplayedMirror.Rows {
  private final MultisetTable table;
  private final Layouts layouts;
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
    this.layouts = layouts;
    truncated = ReplayedMirror.truncated(state.floor(), events);
    net = new NetRows(state.floor());
    events.stream()
        .map(state.shape()::current)
        .filter(Objects::nonNull)
        .reduce((earlier, later) -> later)
        .ifPresent(this::content);
    events.forEach(this::add);
    for (Debt debt : state.debts()) {
      if (Long.compareUnsigned(debt.lsn(), net.floor()) >= 0) {
        owed.merge(debt.content(), 1, Integer::sum);
      }
    }
  }

  private void content(RowSchema schema) {
    table.content(schema.columns().stream().map(Column::name).toList());
  }

  private void add(ChangeEvent event) {
    boolean removes = event.op() == Operation.UPDATE || event.op() == Operation.DELETE;
    boolean refused =
        (removes && event.before() == null) || hasGap(event.before()) || hasGap(event.after());
    if (!refused) {
      net.add(
          new RowChange(
              event,
              event.after() == null ? null : content(event, event.after()),
              null,
              removes ? content(event, event.before()) : null));
    }
  }

  private static boolean hasGap(Image image) {
    return image != null && image.hasUnavailable();
  }

  private KeyHash content(ChangeEvent event, Image image) {
    return table.contentOf(layouts.sealed(event, image));
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
                  Object[] row = layouts.sealed(change.event(), change.event().after());
                  visitor.accept(part(row, places));
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
          visitor.accept(whole ? part(row, places) : row);
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

  private static Object[] part(Object[] row, int[] places) {
    return Arrays.stream(places).mapToObj(place -> row[place]).toArray();
  }
}
