package io.tidemark.net;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.TableId;
import io.tidemark.decode.Unavailable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A random life of a table with the columns {@code id}, {@code a} and {@code big}, in which every
 * statement is possible where it stands: the events, and the rows that are left in the end, found
 * by doing each statement to a map. An update may leave {@code big} unsent; keys are changed,
 * shifted and swapped.
 *
 * @param steps the events of each statement
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
    Life life = new Life(random, partitions);
    for (int i = 0; i < statements; i++) {
      life.statement();
    }
    return new History(life.steps, life.rows);
  }

  /** Does statements to a map, and notes the events that each of them sends. */
  private static final class Life {
    final Random random;
    final int partitions;
    final Events events = new Events(TABLE, SCHEMA);
    final Map<Integer, List<Object>> rows = new TreeMap<>();
    final List<List<ChangeEvent>> steps = new ArrayList<>();
    int freshKey = 100;
    long lsn;

    Life(Random random, int partitions) {
      this.random = random;
      this.partitions = partitions;
    }

    void statement() {
      int absent = random.nextInt(KEYS);
      int dice = random.nextInt(22);
      if (dice == 0) {
        rows.clear();
        steps.add(List.of(events.in(random.nextInt(partitions)).truncate(++lsn)));
      } else if (rows.isEmpty() || (dice < 7 && !rows.containsKey(absent))) {
        insert(absent);
      } else if (dice < 10) {
        int key = any();
        rows.remove(key);
        steps.add(List.of(events.in(key % partitions).delete(++lsn, key)));
      } else if (dice < 13) {
        freshKey += 1000;
        move(Map.of(any(), freshKey));
      } else if (dice == 20) {
        shift();
      } else if (dice == 21) {
        swap();
      } else {
        update(any());
      }
    }

    int any() {
      List<Integer> there = List.copyOf(rows.keySet());
      return there.get(random.nextInt(there.size()));
    }

    void insert(int key) {
      int a = random.nextInt(1000);
      lsn++;
      String big = "big " + lsn;
      rows.put(key, List.of(a, big));
      events.in(key % partitions);
      steps.add(
          List.of(
              random.nextInt(4) == 0
                  ? events.read(lsn, key, a, big)
                  : events.create(lsn, key, a, big)));
    }

    void update(int key) {
      lsn++;
      List<Object> row = changed(key);
      Object image = row.get(1).equals(rows.get(key).get(1)) ? Unavailable.VALUE : row.get(1);
      rows.put(key, row);
      steps.add(List.of(events.in(key % partitions).update(lsn, key, row.get(0), image)));
    }

    /** {@code a} changes, {@code big} or not. */
    List<Object> changed(int key) {
      Object big = random.nextBoolean() ? "big " + lsn : rows.get(key).get(1);
      return List.of(random.nextInt(1000), big);
    }

    /** {@code update t set id = id + 1}, row after row in the order in which they lie. */
    void shift() {
      Map<Integer, Integer> moves = new LinkedHashMap<>();
      List<Integer> keys = new ArrayList<>(rows.keySet());
      Collections.shuffle(keys, random);
      keys.forEach(key -> moves.put(key, key + 1));
      move(moves);
    }

    void swap() {
      int one = any();
      int other = any();
      if (one != other) {
        Map<Integer, Integer> moves = new LinkedHashMap<>();
        moves.put(one, other);
        moves.put(other, one);
        move(moves);
      }
    }

    /** One statement that gives rows new keys. */
    void move(Map<Integer, Integer> moves) {
      Map<Integer, List<Object>> before = new TreeMap<>(rows);
      List<ChangeEvent> step = new ArrayList<>();
      events.tx(10_000 + lsn);
      rows.keySet().removeAll(moves.keySet());
      moves.forEach(
          (from, to) -> {
            lsn++;
            boolean sent = random.nextBoolean();
            Object big = sent ? "big " + lsn : before.get(from).get(1);
            int a = random.nextInt(1000);
            rows.put(to, List.of(a, big));
            step.add(events.in(from % partitions).keyLeaves(lsn, from, to));
            step.add(
                events
                    .in(to % partitions)
                    .keyArrives(lsn, from, to, a, sent ? big : Unavailable.VALUE));
          });
      events.tx(null);
      steps.add(step);
    }
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
