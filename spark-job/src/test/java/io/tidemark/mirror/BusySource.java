package io.tidemark.mirror;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.Image;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.RowSchema;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.net.Events;
import io.tidemark.transaction.VisibleTransactions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A table with the columns {@code id} and {@code name} that several transactions write at once, as
 * PostgreSQL has them: a row is locked by who changed it, a change has its LSN when it is made and
 * is sent when its transaction commits. At some moment a snapshot is taken.
 */
final class BusySource {
  static final TableId TABLE = new TableId("public", "t");
  private static final int KEYS = 6;
  private static final long EPOCH = 1L << 32;

  private final Random random;
  private final boolean keyed;
  private final Events events;
  private final Map<Integer, String> committed = new TreeMap<>();
  private final List<Open> open = new ArrayList<>();
  private final List<ChangeEvent> stream = new ArrayList<>();
  private final Set<Long> over = new HashSet<>();
  private final long first;
  private long nextId;
  private long lsn = 1_000;
  private long lastCommit = 900;

  private long snapshotLsn;
  private VisibleTransactions seen;
  private Map<Integer, String> snapshot = Map.of();
  private int sentBefore;

  /** A transaction that is not over: what it has changed, and the rows as it sees them. */
  private static final class Open {
    final long id;
    final Map<Integer, String> rows = new TreeMap<>();
    final List<ChangeEvent> changes = new ArrayList<>();
    boolean truncates;

    Open(long id) {
      this.id = id;
    }
  }

  private BusySource(Random random, boolean keyed) {
    this.random = random;
    this.keyed = keyed;
    RowSchema schema =
        Events.schema(
            keyed ? List.of("id") : List.of(), "id", ColumnType.INT, "name", ColumnType.STRING);
    events = new Events(TABLE, schema);
    first = 3 * EPOCH - random.nextInt(20); // ids begin anew somewhere
    nextId = first;
  }

  /** The life of a table, so many steps before the snapshot is taken and after. */
  static BusySource live(Random random, boolean keyed, int before, int after) {
    BusySource source = new BusySource(random, keyed);
    for (int i = 0; i < before; i++) {
      source.step();
    }
    source.takeSnapshot();
    for (int i = 0; i < after; i++) {
      source.step();
    }
    while (!source.open.isEmpty()) {
      source.end(source.open.get(0));
    }
    return source;
  }

  private void step() {
    int dice = random.nextInt(20);
    if (open.isEmpty() || (dice < 4 && open.size() < 4)) {
      open.add(new Open(nextId++));
    } else if (dice < 8) {
      end(open.get(random.nextInt(open.size())));
    } else if (dice == 8 && open.size() == 1 && open.get(0).changes.isEmpty()) {
      truncate(open.get(0));
    } else {
      change(open.get(random.nextInt(open.size())));
    }
  }

  private void truncate(Open by) {
    if (committed.isEmpty()) {
      return;
    }
    by.truncates = true;
    by.changes.add(events.tx(by.id % EPOCH).in(random.nextInt(2)).truncate(++lsn));
    end(by); // nobody else reads the table before it is over, a snapshot neither
  }

  private void change(Open by) {
    int key = random.nextInt(KEYS);
    if (open.stream().anyMatch(other -> other != by && other.rows.containsKey(key))) {
      return; // the row is locked
    }
    String before = by.rows.containsKey(key) ? by.rows.get(key) : committed.get(key);
    String after = random.nextInt(4) == 0 ? null : "v" + ++lsn;
    if (before == null && after == null) {
      return;
    }
    lsn++;
    events.tx(by.id % EPOCH).in(keyed ? key % 2 : random.nextInt(2));
    if (before == null) {
      by.changes.add(events.create(lsn, key, after));
    } else if (after == null) {
      by.changes.add(keyed ? events.delete(lsn, key) : events.delete(lsn, Image.of(key, before)));
    } else {
      by.changes.add(
          keyed
              ? events.update(lsn, key, after)
              : events.update(lsn, Image.of(key, before), Image.of(key, after)));
    }
    by.rows.put(key, after);
  }

  private void end(Open transaction) {
    open.remove(transaction);
    over.add(transaction.id);
    if (random.nextInt(6) == 0 && !transaction.truncates) {
      over.remove(transaction.id); // rolled back: no snapshot sees it, and nothing is sent
      return;
    }
    if (transaction.truncates) {
      committed.clear();
    }
    transaction.rows.forEach(
        (key, name) -> {
          if (name == null) {
            committed.remove(key);
          } else {
            committed.put(key, name);
          }
        });
    int number = 0;
    for (ChangeEvent change : transaction.changes) {
      stream.add(at(change, new SourcePosition(lastCommit, change.position().lsn(), ++number)));
    }
    lastCommit = ++lsn;
  }

  private void takeSnapshot() {
    snapshotLsn = ++lsn;
    Set<Long> unseen = new HashSet<>();
    for (long id = first; id < nextId; id++) {
      if (!over.contains(id)) {
        unseen.add(id); // running, or rolled back
      }
    }
    long least = unseen.stream().mapToLong(id -> id).min().orElse(nextId);
    seen = new VisibleTransactions(least, nextId, unseen);
    snapshot = new TreeMap<>(committed);
    sentBefore = stream.size();
  }

  private ChangeEvent at(ChangeEvent e, SourcePosition position) {
    int partition = e.at().partition();
    long offset = stream.stream().filter(sent -> sent.at().partition() == partition).count();
    return new ChangeEvent(
        new KafkaPosition(e.at().topic(), partition, offset, e.at().timestampMs()),
        e.table(),
        e.op(),
        e.schema(),
        e.key(),
        e.before(),
        e.after(),
        position,
        1_700_000_000_000_000L + lsn,
        e.txId(),
        e.keyChange(),
        e.otherKey(),
        e.message());
  }

  RowSchema schema() {
    return events.schema();
  }

  /** Every change in the order of commits; Kafka has each partition's in that order too. */
  List<ChangeEvent> stream() {
    return stream;
  }

  /** So many of them were sent when the snapshot was taken. */
  int sentBefore() {
    return sentBefore;
  }

  long snapshotLsn() {
    return snapshotLsn;
  }

  VisibleTransactions seen() {
    return seen;
  }

  /** The rows that the snapshot shows. */
  Map<Integer, String> snapshot() {
    return snapshot;
  }

  /** The rows in the end. */
  Map<Integer, String> rows() {
    return committed;
  }
}
