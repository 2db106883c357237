package io.tidemark.mirror;

/**
 * A change of a table's shape, as the first change event after it shows it.
 *
 * @param lsn of that event
 * @param commitMicros its commit time in microseconds since the epoch, the source's clock
 * @param kind what changed
 * @param column which column; empty where it is none
 * @param detail for people: types and keys before and after
 */
public record SchemaChange(long lsn, long commitMicros, Kind kind, String column, String detail) {
  /** What a source can do to a table's shape. */
  public enum Kind {
    /** The table is seen for the first time. */
    CREATED,
    ADDED,
    /** The mirror's column was widened to hold the source's values. */
    TYPE,
    /** Dropped or renamed: the mirror's column is NULL from here on. */
    ABSENT,
    /** A column of that name is there again. */
    BACK,
    /** Another primary key. */
    KEY
  }
}
