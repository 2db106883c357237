package io.tidemark.delta;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Which files to merge. Files of like size lie on a level, each level 32 times as large as the one
 * below; a level with 32 files is merged into one of the next. So a row is rewritten once a level,
 * however long the stream runs. A file too large to be merged with another of its size is on no
 * level; one with more deleted rows than live ones is rewritten by itself. What is merged is in
 * memory meanwhile, so the heap bounds it.
 */
final class Compaction {
  private static final int FAN_IN = 32;
  private static final long LEAST_LEVEL_BYTES = 64 * 1024;
  private static final long HEAP = Runtime.getRuntime().maxMemory();

  /** Of Parquet, which is several times as much in memory. */
  private static final long MOST_BYTES = Math.min(64L * 1024 * 1024, HEAP / 64);

  private static final long MOST_ROWS = Math.min(500_000, HEAP / 4096);

  private Compaction() {}

  /** The files to merge now; empty if none is worth it. */
  static List<DataFile> choose(Collection<DataFile> files) {
    Map<Integer, List<DataFile>> levels = new TreeMap<>();
    for (DataFile file : files) {
      if (file.add().getSize() <= MOST_BYTES / 2 && file.liveRows() <= MOST_ROWS / 2) {
        levels.computeIfAbsent(level(file), l -> new ArrayList<>()).add(file);
      }
    }
    for (List<DataFile> level : levels.values()) {
      if (level.size() >= FAN_IN) {
        return bounded(level);
      }
    }
    List<DataFile> hollow =
        files.stream()
            .filter(file -> file.liveRows() * 2 < file.rows() && file.rows() > 10_000)
            .limit(1)
            .toList();
    return hollow.isEmpty() ? List.of() : bounded(hollow);
  }

  /** The commit that puts rows of files into new ones. */
  static TableChange change(List<DataFile> files, List<Object[]> rows) {
    Set<String> removed = files.stream().map(DataFile::path).collect(Collectors.toSet());
    return new TableChange(rows, Map.of(), removed, Map.of(), true);
  }

  /** Level 0 is below 2 MiB; the sizes count only what is live. */
  private static int level(DataFile file) {
    double live = file.rows() == 0 ? 0 : (double) file.liveRows() / file.rows();
    double bytes = Math.max(1, file.add().getSize() * live / LEAST_LEVEL_BYTES);
    return (int) (Math.log(bytes) / Math.log(FAN_IN));
  }

  private static List<DataFile> bounded(List<DataFile> files) {
    List<DataFile> chosen = new ArrayList<>();
    long rows = 0;
    long bytes = 0;
    for (DataFile file : files) {
      rows += file.liveRows();
      bytes += file.add().getSize();
      if ((rows > MOST_ROWS || bytes > MOST_BYTES) && !chosen.isEmpty()) {
        break;
      }
      chosen.add(file);
    }
    return chosen;
  }
}
