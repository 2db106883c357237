package io.tidemark.decode;

import java.io.Serializable;

/**
 * What a decoder must know that messages do not say.
 *
 * @param unavailableValue {@code unavailable.value.placeholder} of the connector
 * @param longestText most characters of one value; a longer one is refused
 * @param deepestNesting most levels of objects and arrays in a message; deeper ones are refused
 */
public record DecoderSettings(String unavailableValue, int longestText, int deepestNesting)
    implements Serializable {
  /** PostgreSQL's own limit of a text is 1 GB; Kafka's of a message is rarely above 64 MB. */
  private static final int LONGEST_TEXT = 64 * 1024 * 1024;

  private static final int DEEPEST_NESTING = 100;

  /** The usual limits with this placeholder. */
  public static DecoderSettings of(String unavailableValue) {
    return new DecoderSettings(unavailableValue, LONGEST_TEXT, DEEPEST_NESTING);
  }
}
