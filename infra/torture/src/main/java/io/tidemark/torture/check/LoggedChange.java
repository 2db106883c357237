package io.tidemark.torture.check;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A row of the lake's change log.
 *
 * @param op r, c, u, d or t
 * @param key canonical texts in the order of the key's columns; empty without one
 * @param before canonical texts by column; null for none
 * @param unavailable columns whose value the source did not send
 */
public record LoggedChange(
    String table,
    String op,
    List<String> key,
    Map<String, String> before,
    Map<String, String> after,
    Set<String> unavailable,
    String topic,
    int partition,
    long offset) {}
