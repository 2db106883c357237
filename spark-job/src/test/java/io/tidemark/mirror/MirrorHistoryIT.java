package io.tidemark.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Decoded;
import io.tidemark.net.History;
import io.tidemark.net.KeyChangePairs;
import io.tidemark.progress.Room;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random lives of a table, cut, crashed and replayed at random, against doing them to a map. */
class MirrorHistoryIT {
  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theMirrorHoldsTheRowsOfTheSourceAfterAnyCutsCrashesAndReplays(int partitions) {
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(1000L * partitions + seed);
      History history = History.random(random, 50, partitions);
      String path = folder.resolve("t" + seed).toString();
      live(random, history, path);
      assertThat(rows(new MirrorTable(HADOOP, path)))
          .as("partitions %d, seed %d", partitions, seed)
          .isEqualTo(history.rows());
    }
  }

  private static void live(Random random, History history, String path) {
    MirrorTable mirror = new MirrorTable(HADOOP, path);
    List<ChangeEvent> before = new ArrayList<>();
    for (List<ChangeEvent> batch : history.split(random, 15)) {
      int replayed = before.isEmpty() ? 0 : random.nextInt(before.size() + 1);
      List<ChangeEvent> given = new ArrayList<>(before.subList(replayed, before.size()));
      given.addAll(batch);
      MirrorPlan plan = mirror.plan(given, random.nextBoolean());
      boolean crashed = random.nextInt(4) == 0;
      if (crashed) {
        mirror = new MirrorTable(HADOOP, path);
        plan = mirror.plan(given, false);
      }
      assertThat(plan.refused()).isEmpty();
      if (!plan.applied().isEmpty()) {
        mirror.commit(plan, 0);
      }
      if (random.nextInt(4) == 0) {
        mirror = new MirrorTable(HADOOP, path);
      }
      before.addAll(batch);
      if (random.nextInt(3) == 0) {
        assertReplayed(path, history);
      }
      long version = mirror.table().orElseThrow().version();
      assertThat(mirror.plan(before, false).isEmpty()).isTrue();
      assertThat(mirror.table().orElseThrow().version()).isEqualTo(version);
    }
  }

  private static Map<Integer, List<Object>> rows(MirrorTable mirror) {
    Map<Integer, List<Object>> rows = new TreeMap<>();
    mirror.table().orElseThrow().scan(List.of("id", "a", "big"), into(rows));
    return rows;
  }

  private static Consumer<Object[]> into(Map<Integer, List<Object>> rows) {
    return row -> assertThat(rows.put((Integer) row[0], List.of(row[1], row[2]))).isNull();
  }

  /** Wherever the mirror stands, with all that comes after it is what it will be in the end. */
  private static void assertReplayed(String path, History history) {
    ReplayedMirror replayed = new ReplayedMirror(new MirrorTable(HADOOP, path), history.events());
    Map<Integer, List<Object>> rows = new TreeMap<>();
    assertThat(replayed.scan(List.of("id", "a", "big", "_cdc"), into(rows))).isZero();
    assertThat(rows).isEqualTo(history.rows());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5})
  void theMirrorHoldsTheRowsOfTheSourceHoweverEachPartitionIsCut(int partitions) {
    for (int seed = 0; seed < 3; seed++) {
      Random random = new Random(77L * partitions + seed);
      History history = History.random(random, 60, partitions);
      String path = folder.resolve("p" + partitions + "-" + seed).toString();
      MirrorTable mirror = new MirrorTable(HADOOP, path);
      KeyChangePairs pairs = new KeyChangePairs(new Room(1000, Long.MAX_VALUE), topic -> Map.of());
      for (List<ChangeEvent> batch : history.splitByPartition(random, 8)) {
        List<Decoded> ready = pairs.take(List.copyOf(batch), mirror.progress(), 0);
        MirrorPlan plan = mirror.plan(changes(ready), random.nextBoolean());
        if (plan.unfinished() != null) {
          ready = pairs.holdBack(ready, List.of(plan.unfinished()));
          plan = mirror.plan(changes(ready), random.nextBoolean());
          assertThat(plan.unfinished()).isNull();
        }
        assertThat(plan.refused()).isEmpty();
        if (mirror.table().isPresent() && !plan.applied().isEmpty()) {
          mirror.commit(plan, 0);
          if (random.nextInt(3) == 0) {
            assertReplayed(path, history);
          }
        }
      }
      assertThat(pairs.waiting()).isZero();
      assertThat(rows(mirror))
          .as("partitions %d, seed %d", partitions, seed)
          .isEqualTo(history.rows());
    }
  }

  private static List<ChangeEvent> changes(List<Decoded> messages) {
    return messages.stream().map(ChangeEvent.class::cast).toList();
  }
}
