package io.tidemark.delta;

import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one commit does to a table with a key.
 *
 * @param upserts whole new rows, in the schema's order, by key
 * @param deletes keys whose rows go; those that are not there change nothing
 * @param sweep of the rows that were there before, those to delete, told by the value of their
 *     struct {@code _cdc}; null for none
 * @param domains domain metadata to set, by domain
 */
public record KeyedChange(
    Map<KeyHash, Object[]> upserts,
    Set<KeyHash> deletes,
    Predicate<Object[]> sweep,
    Map<String, String> domains) {
  /** Nothing but rows. */
  public static KeyedChange upserts(Map<KeyHash, Object[]> rows) {
    return new KeyedChange(rows, Set.of(), null, Map.of());
  }
}
