package io.tidemark.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidemark.decode.ChangeEvent;
import java.util.List;
import java.util.Optional;

/**
 * What a mirror remembers besides its rows, in the domain {@link #DOMAIN} of its commits.
 *
 * @param floor LSN of the last TRUNCATE, 0 for none: changes before it are void wherever they come
 *     from
 * @param sequence number of changes committed; compaction does not count
 * @param keyed LSN since which the mirror has its key, 0 for always
 * @param debts of a table without a key; else none
 * @param reload the last snapshot of the whole table; null before one
 * @param loaded what rows that were loaded from the source itself hold; null if none were
 */
record MirrorState(
    long floor,
    long sequence,
    long keyed,
    List<Debt> debts,
    Shape shape,
    Reload reload,
    LoadPoint loaded) {
  static final String DOMAIN = "tidemark.mirror";

  private static final ObjectMapper JSON = new ObjectMapper();

  MirrorState {
    debts = debts == null ? List.of() : List.copyOf(debts);
    shape = shape == null ? Shape.NEW : shape;
  }

  static MirrorState parse(Optional<String> json) {
    if (json.isEmpty()) {
      return new MirrorState(0, 0, 0, List.of(), Shape.NEW, null, null);
    }
    try {
      return JSON.readValue(json.get(), MirrorState.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a mirror's state is '" + json.get() + "'", e);
    }
  }

  MirrorState withFloor(long newFloor) {
    return new MirrorState(newFloor, sequence, keyed, debts, shape, reload, loaded);
  }

  MirrorState withKeyed(long newKeyed) {
    return new MirrorState(floor, sequence, newKeyed, debts, shape, reload, loaded);
  }

  MirrorState withShape(Shape newShape) {
    return new MirrorState(floor, sequence, keyed, debts, newShape, reload, loaded);
  }

  /** After all rows were removed, for which changes before an LSN are void. */
  MirrorState emptied(long lsn) {
    Reload over = reload == null ? null : reload.done();
    return new MirrorState(lsn, sequence + 1, keyed, List.of(), shape, over, loaded);
  }

  /** Without what happened beyond an LSN; what holds from there on holds from the LSN on. */
  MirrorState rewound(long lsn) {
    return new MirrorState(
        Shape.least(floor, lsn),
        sequence,
        Shape.least(keyed, lsn),
        debts.stream().filter(debt -> Long.compareUnsigned(debt.lsn(), lsn) <= 0).toList(),
        shape.rewound(lsn),
        reload,
        loaded != null && Long.compareUnsigned(loaded.lsn(), lsn) > 0 ? null : loaded);
  }

  /** After a further commit of rows. */
  MirrorState committed(long newFloor, List<Debt> newDebts, Reload newReload) {
    return new MirrorState(newFloor, sequence + 1, keyed, newDebts, shape, newReload, loaded);
  }

  /**
   * After changes that a load does not have: the connector's own reading of the whole table takes
   * its place.
   */
  MirrorState readAnewBy(List<ChangeEvent> changes) {
    boolean over = loaded != null && changes.stream().anyMatch(ChangeEvent::ofWholeSnapshot);
    return over ? new MirrorState(floor, sequence, keyed, debts, shape, reload, null) : this;
  }

  /** After all rows were loaded from the source itself, as they were at a point. */
  MirrorState loaded(LoadPoint point) {
    Reload over = reload == null ? null : reload.done();
    return new MirrorState(floor, sequence + 1, keyed, List.of(), shape.whole(), over, point);
  }

  String toJson() {
    return JSON.valueToTree(this).toString();
  }
}
