package io.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.decode.Decoded;
import io.tidemark.delta.Failpoint;
import io.tidemark.delta.Failpoint.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job dies right before and right after the commits of its micro-batches, one after another,
 * and each time the next start brings all tables to the same end. A build tries each table's first
 * commit, {@code -Dtidemark.failpoints=all} every one. Not here, as they ask Kafka or PostgreSQL:
 * rows removed after a snapshot of a whole table, and topics that were made again.
 */
class FailpointIT {
  /** A moment of a run: which table's commit, and the how manieth of that table. */
  private record Point(String table, Moment moment, int number) {}

  /** The job is dead: whatever it would still do, it does not. */
  private static final class Halted extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @TempDir static Path folder;

  private static final List<String> TABLES =
      List.of(
          "quarantine",
          "changes",
          "mirror/public/orders",
          "mirror/public/notes",
          "mirror/public/fresh",
          "schema_changes",
          "stale",
          "aggregate/by_bucket",
          "alerts",
          "ledger");

  private static int lakes;

  @AfterEach
  void noMoreFailures() {
    Failpoint.watch((path, moment, rows) -> {});
  }

  @Test
  void theTablesComeToTheSameEndWhereverTheJobDies() throws IOException {
    MadeUpChanges changes = new MadeUpChanges();
    Path begin = newLake();
    run(begin, changes.first());
    everywhere(begin, changes.last());
  }

  private static void everywhere(Path begin, List<Decoded> batch) throws IOException {
    List<Point> points = new ArrayList<>();
    Path whole = copy(begin);
    Failpoint.watch(recording(whole, points));
    run(whole, List.of(batch));
    Failpoint.watch((path, moment, rows) -> {});
    Map<String, List<String>> expected = Tables.of(whole);
    assertThat(points).doesNotHaveDuplicates();
    assertThat(points).extracting(Point::table).containsAll(TABLES);
    for (Point point : toTry(points)) {
      Path lake = copy(begin);
      Failpoint.watch(haltingAt(lake, point));
      assertThatThrownBy(() -> run(lake, List.of(batch)))
          .as("%s", point)
          .isInstanceOf(Halted.class);
      Failpoint.watch((path, moment, rows) -> {});
      run(lake, List.of(batch));
      assertThat(Tables.of(lake)).as("%s", point).isEqualTo(expected);
    }
  }

  /** After a commit and before the next one is the same moment, but where mirrors take turns. */
  private static List<Point> toTry(List<Point> all) {
    boolean each = "all".equals(System.getProperty("tidemark.failpoints"));
    List<Point> points = all.stream().filter(p -> each || p.number() == 1).toList();
    List<Point> chosen = new ArrayList<>();
    for (Point point : points) {
      int next = all.indexOf(point) + 1;
      boolean again =
          point.moment() == Moment.COMMITTED
              && !point.table().startsWith("mirror/")
              && next < all.size()
              && points.contains(all.get(next));
      if (!again) {
        chosen.add(point);
      }
    }
    return chosen;
  }

  private static void run(Path lake, List<List<Decoded>> batches) {
    try (LakeUnderTest open = LakeUnderTest.open(lake)) {
      batches.forEach(open::apply);
    }
  }

  private static Failpoint.Watcher recording(Path lake, List<Point> points) {
    Map<String, Integer> counts = new HashMap<>();
    return (path, moment, rows) -> {
      synchronized (points) {
        points.add(point(lake, path, moment, counts));
      }
    };
  }

  private static Failpoint.Watcher haltingAt(Path lake, Point wanted) {
    Map<String, Integer> counts = new HashMap<>();
    boolean[] dead = {false};
    return (path, moment, rows) -> {
      synchronized (counts) {
        dead[0] |= point(lake, path, moment, counts).equals(wanted);
        if (dead[0]) {
          throw new Halted();
        }
      }
    };
  }

  private static Point point(Path lake, String path, Moment moment, Map<String, Integer> counts) {
    String table = path.substring(path.indexOf(lake.toString()) + lake.toString().length() + 1);
    return new Point(table, moment, counts.merge(table + moment, 1, Integer::sum));
  }

  private static Path newLake() {
    return folder.resolve("lake-" + lakes++);
  }

  /** With links to the same files: Delta never writes into one that is there. */
  private static Path copy(Path lake) throws IOException {
    Path copy = newLake();
    try (Stream<Path> files = Files.walk(lake)) {
      for (Path file : files.toList()) {
        Path target = copy.resolve(lake.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.createLink(target, file);
        }
      }
    }
    return copy;
  }
}
