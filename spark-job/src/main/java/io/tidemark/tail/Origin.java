package io.tidemark.tail;

/** Where the values before a change are known from. */
enum Origin {
  /** The event itself has the old row (REPLICA IDENTITY FULL), or there was none. */
  EVENT,
  /** The row's own {@code change_info}, which the audit trigger writes. */
  CHANGE_INFO,
  /** An earlier event of the same row. */
  MEMORY,
  /** They are not known. */
  UNKNOWN
}
