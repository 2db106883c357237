package io.tidemark.ledger;

import io.tidemark.decode.TableId;

/**
 * What a micro-batch did to one mirror.
 *
 * @param changes change events applied
 * @param version of the mirror after it
 * @param visibleAtMicros when readers could see it, our clock
 */
public record TableEntry(
    TableId table, long changes, long version, long visibleAtMicros, Lag lag) {}
