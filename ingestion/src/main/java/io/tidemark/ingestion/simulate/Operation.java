package io.tidemark.ingestion.simulate;

/** What a change does to its row. */
public enum Operation {
  INSERT,
  UPDATE,
  DELETE;

  /** The name in options and reports. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
