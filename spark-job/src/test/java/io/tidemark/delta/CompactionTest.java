package io.tidemark.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.data.GenericRow;
import io.delta.kernel.internal.util.VectorUtils;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.roaringbitmap.RoaringBitmap;

class CompactionTest {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;

  @Test
  void fewSmallFilesStayAsTheyAre() {
    assertThat(Compaction.choose(files(31, 10 * KIB, 100, 0))).isEmpty();
    assertThat(Compaction.choose(List.of())).isEmpty();
  }

  @Test
  void aFullLevelIsMergedWhole() {
    List<DataFile> small = files(32, 10 * KIB, 100, 0);
    assertThat(Compaction.choose(small)).containsExactlyInAnyOrderElementsOf(small);
  }

  @Test
  void filesOfOtherLevelsDoNotCount() {
    List<DataFile> mixed = new ArrayList<>(files(31, 10 * KIB, 100, 0));
    mixed.addAll(files(31, 10 * MIB, 1000, 0));
    assertThat(Compaction.choose(mixed)).isEmpty();
    List<DataFile> small = files(1, 20 * KIB, 100, 0);
    mixed.addAll(small);
    assertThat(Compaction.choose(mixed)).hasSize(32).containsAll(small);
  }

  @Test
  void largeFilesAreLeftAlone() {
    assertThat(Compaction.choose(files(100, 64 * MIB, 1_000_000, 0))).isEmpty();
  }

  @Test
  void aFileOfMostlyDeletedRowsIsRewrittenAlone() {
    List<DataFile> hollow = files(1, 100 * MIB, 20_000, 10_001);
    List<DataFile> all = new ArrayList<>(files(5, 10 * KIB, 100, 0));
    all.addAll(hollow);
    assertThat(Compaction.choose(all)).isEqualTo(hollow);
    assertThat(Compaction.choose(files(1, 100 * MIB, 20_000, 10_000))).isEmpty();
  }

  @Test
  void whatIsMergedFitsIntoMemory() {
    List<DataFile> chosen = Compaction.choose(files(40, MIB, 100_000, 0));
    assertThat(chosen).hasSizeBetween(2, 5);
    assertThat(chosen.stream().mapToLong(DataFile::liveRows).sum()).isLessThanOrEqualTo(500_000);
  }

  @Test
  void filesOfFewLargeRowsFitIntoMemoryToo() {
    List<DataFile> chosen = Compaction.choose(files(40, 5 * MIB, 100, 0));
    assertThat(chosen).hasSizeBetween(2, 12);
    assertThat(chosen.stream().mapToLong(file -> file.add().getSize()).sum())
        .isLessThanOrEqualTo(Runtime.getRuntime().maxMemory() / 64);
    assertThat(Compaction.choose(files(40, 40 * MIB, 100, 0)))
        .as("no two of them fit together")
        .isEmpty();
  }

  @Test
  void filesOfManyShortRowsAreNotRewrittenOneByOneForEver() {
    List<DataFile> grown = files(40, 10 * MIB, 400_000, 0);
    assertThat(Compaction.choose(grown)).as("no two of them fit together").isEmpty();
    List<DataFile> small = files(32, 10 * KIB, 100, 0);
    grown.addAll(small);
    assertThat(Compaction.choose(grown)).containsExactlyInAnyOrderElementsOf(small);
  }

  private int made;

  private List<DataFile> files(int count, long bytes, long rows, int deleted) {
    List<DataFile> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RoaringBitmap gone = new RoaringBitmap();
      gone.add(0L, deleted);
      files.add(DataFile.of(add("file-" + made++, bytes, rows), gone));
    }
    return files;
  }

  private static AddFile add(String path, long bytes, long rows) {
    Map<Integer, Object> fields = new HashMap<>();
    fields.put(AddFile.FULL_SCHEMA.indexOf("path"), path);
    fields.put(
        AddFile.FULL_SCHEMA.indexOf("partitionValues"), VectorUtils.stringStringMapValue(Map.of()));
    fields.put(AddFile.FULL_SCHEMA.indexOf("size"), bytes);
    fields.put(AddFile.FULL_SCHEMA.indexOf("modificationTime"), 0L);
    fields.put(AddFile.FULL_SCHEMA.indexOf("dataChange"), true);
    fields.put(AddFile.FULL_SCHEMA.indexOf("stats"), "{\"numRecords\":" + rows + "}");
    return new AddFile(new GenericRow(AddFile.FULL_SCHEMA, fields));
  }
}
