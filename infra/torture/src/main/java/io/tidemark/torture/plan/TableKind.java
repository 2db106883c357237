package io.tidemark.torture.plan;

/** The kinds of tables that a plan chooses from. */
public enum TableKind {
  INT_KEY,
  BIGINT_KEY,
  UUID_KEY,
  TEXT_KEY,
  COMPOSITE_KEY,
  TOASTED,
  TYPES,
  /** Each partition is a table of its own to the connector. */
  PARTITIONED,
  /** Its key is checked at commit, so keys can be shifted and swapped. */
  DEFERRABLE,
  /** Without a key: equal rows may be there several times. */
  KEYLESS;

  public boolean keyed() {
    return this != KEYLESS;
  }

  /** Whether PostgreSQL's own locks put a key's changes into the order of their commits. */
  public boolean ordered() {
    return this != KEYLESS && this != DEFERRABLE;
  }
}
