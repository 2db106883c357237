package io.tidemark.mirror;

import io.delta.kernel.types.StructType;
import java.util.List;

/**
 * What a commit did to a mirror, as signed rows.
 *
 * @param schema of the rows
 * @param before rows that were there and are not any more
 * @param after rows that are there now and were not before
 * @param swept whether a TRUNCATE removed further rows, which are not in {@code before}
 * @param sequence number of the mirror's changes including this one
 */
public record MirrorChange(
    StructType schema, List<Object[]> before, List<Object[]> after, boolean swept, long sequence) {}
