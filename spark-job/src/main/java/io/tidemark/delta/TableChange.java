package io.tidemark.delta;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.roaringbitmap.RoaringBitmap;

/**
 * What one commit does to a table.
 *
 * @param newRows rows to append, in the schema's order
 * @param deleted numbers of the rows to delete by data file, added to those deleted before
 * @param removedFiles data files to remove whole
 * @param domains domain metadata to set, by domain
 * @param rearranges whether the rows stay the same and only lie elsewhere (compaction)
 */
record TableChange(
    List<Object[]> newRows,
    Map<String, RoaringBitmap> deleted,
    Set<String> removedFiles,
    Map<String, String> domains,
    boolean rearranges) {
  static TableChange append(List<Object[]> newRows, Map<String, String> domains) {
    return new TableChange(newRows, Map.of(), Set.of(), domains, false);
  }
}
