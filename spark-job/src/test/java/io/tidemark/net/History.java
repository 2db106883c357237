package io.tidemark.net;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.TableId;
import io.tidemark.decode.Unavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random life of a table with the columns {@code id}, {@code a} and {@code big}, in which every
 * statement is possible where it stands: the events, and the rows that are left in the end, found
 * by doing each statement to a map. An update may leave {@code big} unsent.
 *
 * @param steps events that a micro-batch's end does not part: a key change is one step
 * @param rows {@code a} and {@code big} by id
 */
public record History(List<List<ChangeEvent>> steps, Map<Integer, List<Object>> rows) {
  public static final TableId TABLE = new TableId("public", "t");
  public static final RowSchema SCHEMA =
      Events.schema(
          List.of("id"), "id", ColumnType.INT, "a", ColumnType.INT, "big", ColumnType.STRING);
  private static final int KEYS = 4;

  /** A life of this many statements over few keys, through this many partitions. */
  public static History random(Random random, int statements, int partitions) {
    Events events = new Events(TABLE, SCHEMA);
    Map<Integer, List<Object>> rows = new TreeMap<>();
    List<List<ChangeEvent>> steps = new ArrayList<>();
    int freshKey = 100;
    for (int lsn = 1; lsn <= statements; lsn++) {
      int a = random.nextInt(1000);
      List<Integer> there = List.copyOf(rows.keySet());
      int absent = random.nextInt(KEYS);
      int dice = random.nextInt(20);
      if (dice == 0) {
        rows.clear();
        steps.add(List.of(events.in(random.nextInt(partitions)).truncate(lsn)));
      } else if (there.isEmpty() || (dice < 7 && !rows.containsKey(absent))) {
        int key = absent;
        String big = "big " + lsn;
        rows.put(key, List.of(a, big));
        steps.add(
            List.of(
                random.nextInt(4) == 0
                    ? events.in(key % partitions).read(lsn, key, a, big)
                    : events.in(key % partitions).create(lsn, key, a, big)));
      } else {
        int key = there.get(random.nextInt(there.size()));
        boolean sent = random.nextBoolean();
        String big = sent ? "big " + lsn : (String) rows.get(key).get(1);
        Object image = sent ? big : Unavailable.VALUE;
        if (dice < 10) {
          rows.remove(key);
          steps.add(List.of(events.in(key % partitions).delete(lsn, key)));
        } else if (dice < 13) {
          int to = freshKey++;
          rows.remove(key);
          rows.put(to, List.of(a, big));
          steps.add(
              List.of(
                  events.in(key % partitions).keyLeaves(lsn, key, to),
                  events.in(to % partitions).keyArrives(lsn, key, to, a, image)));
        } else {
          rows.put(key, List.of(a, big));
          steps.add(List.of(events.in(key % partitions).update(lsn, key, a, image)));
        }
      }
    }
    return new History(steps, rows);
  }

  /** All events in source order. */
  public List<ChangeEvent> events() {
    return steps.stream().flatMap(List::stream).toList();
  }

  /** The events in micro-batches of up to this many steps. */
  public List<List<ChangeEvent>> split(Random random, int most) {
    List<List<ChangeEvent>> batches = new ArrayList<>();
    int from = 0;
    while (from < steps.size()) {
      int to = Math.min(steps.size(), from + 1 + random.nextInt(most));
      batches.add(steps.subList(from, to).stream().flatMap(List::stream).toList());
      from = to;
    }
    return batches;
  }

  /**
   * The events in micro-batches that take up to this many of each partition, whatever they part.
   */
  public List<List<ChangeEvent>> splitByPartition(Random random, int most) {
    Map<Integer, ArrayDeque<ChangeEvent>> left = new TreeMap<>();
    for (ChangeEvent event : events()) {
      left.computeIfAbsent(event.at().partition(), number -> new ArrayDeque<>()).add(event);
    }
    List<List<ChangeEvent>> batches = new ArrayList<>();
    while (left.values().stream().anyMatch(partition -> !partition.isEmpty())) {
      List<ChangeEvent> batch = new ArrayList<>();
      for (ArrayDeque<ChangeEvent> partition : left.values()) {
        int taken = Math.min(partition.size(), random.nextInt(most + 1));
        for (int i = 0; i < taken; i++) {
          batch.add(partition.remove());
        }
      }
      batches.add(batch);
    }
    return batches;
  }
}
