package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Column;
import io.tidemark.decode.Image;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Unavailable;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.MultisetTable;
import io.tidemark.net.RowChange;
import java.util.List;
import java.util.Objects;

/** Changes of a table without a primary key as rows of its mirror, known by their content. */
final class MultisetRows {
  private final MultisetTable table;
  private final Layouts layouts;

  /**
   * Rows for these changes; the columns of the last one are what a content is made of.
   *
   * @param events in LSN order
   */
  MultisetRows(MultisetTable table, Layouts layouts, Shape shape, List<ChangeEvent> events) {
    this.table = table;
    this.layouts = layouts;
    events.stream()
        .map(shape::current)
        .filter(Objects::nonNull)
        .reduce((earlier, later) -> later)
        .ifPresent(last -> table.content(last.columns().stream().map(Column::name).toList()));
  }

  /** Why a change can't be applied; null if it can. */
  static String obstacle(ChangeEvent event) {
    if (removes(event) && event.before() == null) {
      return RefusedChange.NO_OLD_ROW;
    }
    return hasGap(event.before()) || hasGap(event.after()) ? RefusedChange.UNRESOLVED : null;
  }

  private static boolean removes(ChangeEvent event) {
    return event.op() == Operation.UPDATE || event.op() == Operation.DELETE;
  }

  private static boolean hasGap(Image image) {
    return image != null && image.values().contains(Unavailable.VALUE);
  }

  /** Which content goes and which comes; there must be no {@link #obstacle}. */
  RowChange change(ChangeEvent event) {
    return new RowChange(
        event,
        event.after() == null ? null : content(event, event.after()),
        null,
        removes(event) ? content(event, event.before()) : null);
  }

  private KeyHash content(ChangeEvent event, Image image) {
    return table.contentOf(row(event, image, 0));
  }

  /** An image as a row of the mirror; what an update may not have sent is the old row's. */
  Object[] row(ChangeEvent event, Image image, long appliedAtMicros) {
    Object[] row = layouts.row(event, image);
    if (image.hasUnavailable()) {
      Object[] before = layouts.row(event, event.before());
      for (int i = 0; i < row.length; i++) {
        row[i] = Unavailable.resolve(row[i], before[i]);
      }
    }
    RowMetadata.seal(row, table.schema(), event, appliedAtMicros);
    return row;
  }
}
