package io.tidemark.mirror;

import io.delta.kernel.types.StructType;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Image;
import io.tidemark.decode.Operation;
import io.tidemark.decode.RowSchema;
import io.tidemark.delta.IndexedTable;
import io.tidemark.delta.KeyedTable;
import io.tidemark.delta.MultisetTable;
import io.tidemark.progress.Progress;
import io.tidemark.progress.Verdict;
import java.util.ArrayList;
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
    Map<RowSchema, Optional<String>> obstacles = new HashMap<>();
    for (ChangeEvent event : changes) {
      if (progress.take(event) == Verdict.NEW && mirror.accepts(event)) {
        applied.add(event);
        Optional<String> other =
            event.schema() == null
                ? Optional.empty()
                : obstacles.computeIfAbsent(event.schema(), s -> otherShape(mirror, s));
        found = found == null ? other.orElse(null) : found;
      }
    }
    obstacle = found;
    rows = found == null ? rows(mirror, SourceOrder.of(applied)) : null;
  }

  private Rows rows(MirrorTable mirror, List<ChangeEvent> applied) {
    Layouts layouts = new Layouts(table.schema());
    return table instanceof KeyedTable keyed
        ? new ReplayedKeyedRows(keyed, mirror.state(), applied, layouts)
        : new ReplayedMultiset((MultisetTable) table, mirror.state(), applied, layouts);
  }

  /** Why the changes can't be replayed: their table has another shape than the mirror. */
  private static Optional<String> otherShape(MirrorTable mirror, RowSchema source) {
    StructType schema = mirror.table().orElseThrow().schema();
    if (!source.key().equals(mirror.key())) {
      return Optional.of("its primary key changed meanwhile");
    }
    return RowLayout.fitting(schema, source).equals(schema)
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

  /** Images as rows of a table. */
  static final class Layouts {
    private final StructType schema;
    private final Map<RowSchema, RowLayout> known = new HashMap<>();

    Layouts(StructType schema) {
      this.schema = schema;
    }

    /** The row in the schema's order, {@code _cdc} left null. */
    Object[] row(ChangeEvent event, Image image) {
      return known.computeIfAbsent(event.schema(), s -> RowLayout.of(schema, s)).row(image);
    }

    /** The same as the mirror would hold it, but for the time of writing. */
    Object[] sealed(ChangeEvent event, Image image) {
      Object[] row = row(event, image);
      RowMetadata.seal(row, schema, event, 0);
      return row;
    }
  }
}
