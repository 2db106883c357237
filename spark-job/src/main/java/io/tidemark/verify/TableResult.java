package io.tidemark.verify;

import io.tidemark.decode.TableId;
import java.util.List;

/**
 * What the comparison of one table came to.
 *
 * @param rows rows of the source
 * @param mirrorRows rows of the mirror
 * @param differing keys that differ, each with what is wrong; at most {@link #MOST}
 * @param differences number of keys that differ
 */
record TableResult(
    TableId table, long rows, long mirrorRows, List<String> differing, long differences) {
  static final int MOST = 20;
}
