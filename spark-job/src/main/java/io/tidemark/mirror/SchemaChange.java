package io.tidemark.mirror;

/**
 * A change of a table's shape, as the first change event after it or a look at the catalogue shows
 * it.
 *
 * @param lsn of that event or look
 * @param commitMicros its time in microseconds since the epoch, the source's clock
 * @param kind what changed
 * @param column which column; empty where it is none
 * @param detail for people: types and keys before and after
 */
public record SchemaChange(long lsn, long commitMicros, Kind kind, String column, String detail) {
  /** What a source can do to a table's shape. */
  public enum Kind {
    /** The table is seen for the first time, or was dropped and created again. */
    CREATED,
    ADDED,
    /** The column is of another type; the mirror's holds the values of both where one can. */
    TYPE,
    /** Dropped, or renamed where nobody could ask: the mirror's column is NULL from here on. */
    ABSENT,
    /** A column of that name is there again. */
    BACK,
    /** Another primary key. */
    KEY,
    /** NULL is refused from here on, or allowed again. */
    NOT_NULL,
    /** The column, or the table, has another name. */
    RENAMED,
    /** The table is gone; its mirror stays as it was. */
    DROPPED
  }
}
