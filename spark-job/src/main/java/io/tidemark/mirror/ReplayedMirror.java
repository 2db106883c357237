package io.tidemark.mirror;

import io.delta.kernel.types.StructType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Operation;
import io.tidemark.decode.RowSchema;
import io.tidemark.delta.IndexedTable;
import io.tidemark.delta.KeyedTable;
import io.tidemark.delta.MultisetTable;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A mirror as it was when it was opened, with changes that came since: what it holds once they are
 * applied. Nothing is written. Memory follows the changes, not the mirror.
 */
public final class ReplayedMirror {
  private final IndexedTable table;
  private final Rows rows;
  private final String obstacle;

  /** The rows of one kind of mirror. */
  interface Rows {
    /** See {@link ReplayedMirror#scan}. */
    long scan(List<String> columns, Consumer<Object[]> visitor);
  }

  /**
   * Replay.
   *
   * @param mirror that has a table; it stays as it is
   * @param changes whole transactions of this table, those of each partition in its order; what the
   *     mirror holds or refuses does nothing
   */
  public ReplayedMirror(MirrorTable mirror, List<ChangeEvent> changes) {
    table = (IndexedTable) mirror.table().orElseThrow();
    List<ChangeEvent> applied = new ArrayList<>();
    String found = null;
    Progress progress = mirror.progress();
    Map<List<Object>, Optional<String>> shapes = new HashMap<>();
    for (ChangeEvent event : changes) {
      boolean fresh = progress.take(event) == Verdict.NEW && !mirror.isLoaded(event);
      if (fresh && mirror.accepts(event)) {
        applied.add(event);
        if (found == null && event.schema() != null && !mirror.isVoid(event)) {
          Shape shape = mirror.state().shape();
          RowSchema source = shape.current(event);
          boolean late = shape.precedes(event);
          found =
              shapes
                  .computeIfAbsent(List.of(source, late), known -> otherShape(mirror, source, late))
                  .orElse(null);
        }
      }
    }
    obstacle = found;
    rows = found == null ? rows(mirror, SourceOrder.of(applied)) : null;
  }

  private Rows rows(MirrorTable mirror, List<ChangeEvent> applied) {
    Layouts layouts = new Layouts(table.schema(), mirror.state().shape());
    return table instanceof KeyedTable keyed
        ? new ReplayedKeyedRows(keyed, mirror.state(), applied, layouts)
        : new ReplayedMultiset((MultisetTable) table, mirror.state(), applied, layouts);
  }

  /** Why the changes can't be replayed: their table has another shape than the mirror. */
  private static Optional<String> otherShape(MirrorTable mirror, RowSchema source, boolean late) {
    StructType schema = mirror.table().orElseThrow().schema();
    if (!source.key().equals(mirror.key())) {
      return Optional.of("its primary key changed meanwhile");
    }
    return RowLayout.fitting(schema, source, late).equals(schema)
        ? Optional.empty()
        : Optional.of("its columns changed meanwhile");
  }

  /** Why it can't be told what the mirror will hold; empty if it can. */
  public Optional<String> obstacle() {
    return Optional.ofNullable(obstacle);
  }

  /** The mirror's table as it was when it was opened. */
  public IndexedTable table() {
    return table;
  }

  /**
   * Every row, in no order; as often as it is called. Only where there is no {@link #obstacle}.
   *
   * @param columns the key's and {@code _cdc} among them
   * @param visitor is given values in the order of columns
   * @return number of rows that changes took away and that were not there
   */
  public long scan(List<String> columns, Consumer<Object[]> visitor) {
    return rows.scan(columns, visitor);
  }

  /** The values at some places of a row. */
  static Object[] part(Object[] row, int[] places) {
    return Arrays.stream(places).mapToObj(place -> row[place]).toArray();
  }

  /** Which rows a TRUNCATE among changes takes away, by their {@code _cdc}. */
  static Predicate<Object[]> truncated(long floor, List<ChangeEvent> changes) {
    Predicate<Object[]> none = cdc -> false;
    return changes.stream()
        .filter(event -> event.op() == Operation.TRUNCATE)
        .map(event -> event.position().lsn())
        .filter(lsn -> Long.compareUnsigned(lsn, floor) > 0)
        .max(Long::compareUnsigned)
        .map(RowMetadata::before)
        .orElse(none);
  }
}
