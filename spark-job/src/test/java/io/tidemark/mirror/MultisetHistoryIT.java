package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.TableId;
import io.tidemark.net.Events;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lives of a table without a key, through random partitions, against a list of its rows. */
class MultisetHistoryIT {
  private static final Configuration HADOOP = new Configuration();
  private static final int PARTITIONS = 3;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theMirrorHoldsTheSameRowsAsOftenInAnyOrderOfPartitions(int seed) {
    Random random = new Random(seed);
    List<List<Object>> rows = new ArrayList<>();
    List<ArrayDeque<ChangeEvent>> partitions = new ArrayList<>();
    for (int i = 0; i < PARTITIONS; i++) {
      partitions.add(new ArrayDeque<>());
    }
    live(random, rows, partitions);
    List<ChangeEvent> all = new ArrayList<>();
    partitions.forEach(all::addAll);
    String path = folder.resolve("t").toString();
    MirrorTable mirror = new MirrorTable(HADOOP, path);
    while (partitions.stream().anyMatch(partition -> !partition.isEmpty())) {
      List<ChangeEvent> batch = new ArrayList<>();
      for (ArrayDeque<ChangeEvent> partition : partitions) {
        for (int i = random.nextInt(10); i > 0 && !partition.isEmpty(); i--) {
          batch.add(partition.remove());
        }
      }
      MirrorPlan plan = mirror.plan(batch, false);
      assertThat(plan.refused()).isEmpty();
      if (!plan.applied().isEmpty()) {
        mirror.commit(plan, 0);
        if (random.nextInt(3) == 0) {
          assertReplayed(path, all, rows);
        }
      }
      if (random.nextInt(4) == 0) {
        mirror.compact();
      }
      if (random.nextInt(4) == 0) {
        mirror = new MirrorTable(HADOOP, path);
      }
    }
    List<List<Object>> mirrored = new ArrayList<>();
    mirror
        .table()
        .orElseThrow()
        .scan(List.of("a", "b"), row -> mirrored.add(List.of(row[0], row[1])));
    assertThat(mirrored).containsExactlyInAnyOrderElementsOf(rows);
  }

  /** Wherever the mirror stands, with all that comes after it is what it will be in the end. */
  private static void assertReplayed(
      String path, List<ChangeEvent> all, List<List<Object>> expected) {
    ReplayedMirror replayed = new ReplayedMirror(new MirrorTable(HADOOP, path), all);
    List<List<Object>> rows = new ArrayList<>();
    long missing =
        replayed.scan(List.of("b", "a", "_cdc"), row -> rows.add(List.of(row[1], row[0])));
    assertThat(missing).isZero();
    assertThat(rows).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static void live(
      Random random, List<List<Object>> rows, List<ArrayDeque<ChangeEvent>> partitions) {
    Events events =
        new Events(
            new TableId("public", "t"),
            Events.schema(List.of(), "a", ColumnType.INT, "b", ColumnType.STRING));
    for (long lsn = 1; lsn <= 200; lsn++) {
      int partition = random.nextInt(PARTITIONS);
      events.in(partition);
      List<Object> fresh = List.of(random.nextInt(3), "b" + random.nextInt(2));
      int dice = random.nextInt(10);
      ChangeEvent event;
      if (dice < 5 || rows.isEmpty()) {
        rows.add(fresh);
        event = events.create(lsn, fresh.toArray());
      } else {
        Image old = Image.of(rows.remove(random.nextInt(rows.size())).toArray());
        if (dice < 8) {
          rows.add(fresh);
          event = events.update(lsn, old, Image.of(fresh.toArray()));
        } else {
          event = events.delete(lsn, old);
        }
      }
      partitions.get(partition).add(event);
    }
  }
}
