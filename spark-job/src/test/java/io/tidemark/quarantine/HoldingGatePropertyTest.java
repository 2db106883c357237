package io.tidemark.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.config.SchemaPolicy;
import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Unavailable;
import io.tidemark.delta.KeyHash;
import io.tidemark.mirror.RefusedChange;
import io.tidemark.net.History;
import io.tidemark.net.NetChange;
import io.tidemark.net.NetChanges;
import io.tidemark.net.RowChange;
import io.tidemark.quarantine.HoldingGate.Redriven;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random lives of a table in which events are refused, retried and replayed at random. */
class HoldingGatePropertyTest {
  private static final Comparator<ChangeEvent> SOURCE_ORDER =
      Comparator.comparing((ChangeEvent change) -> change.position().lsn())
          .thenComparing(change -> change.op() == Operation.DELETE ? 0 : 1);

  @Property(tries = 3_000)
  void onceAllIsAppliedTheRowsAreThoseOfTheSourceWhateverWasRefusedInBetween(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 40) int statements,
      @ForAll @IntRange(min = 1, max = 12) int largestBatch) {
    Random random = new Random(seed);
    History history = History.random(random, statements, 1 + random.nextInt(3));
    Life life = new Life(random, history);
    List<List<ChangeEvent>> batches =
        history.split(random, largestBatch).stream()
            .map(batch -> batch.stream().map(HoldingGatePropertyTest::written).toList())
            .toList();
    int next = 0;
    while (next < batches.size()) {
      next += life.apply(batches.subList(next, batches.size()));
    }
    life.retryAll();
    assertThat(life.contents()).isEqualTo(history.rows());
    assertThat(life.quarantine.values())
        .extracting(Quarantined::state)
        .allMatch(state -> state == State.APPLIED || state == State.SUPERSEDED);
  }

  /** A snapshot's rows are not all that the mirror needs once key changes wait. */
  private static ChangeEvent written(ChangeEvent c) {
    return c.op() != Operation.READ
        ? c
        : new ChangeEvent(
            c.at(),
            c.table(),
            Operation.CREATE,
            c.schema(),
            c.key(),
            null,
            c.after(),
            c.position(),
            c.commitMicros(),
            c.position().lsn(),
            false,
            null,
            null);
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Stored(Object[] row, long lsn) {}

  /** A mirror in a map, a quarantine in a map, and a job that dies between the two. */
  private static final class Life {
    final Random random;
    final Map<KafkaPosition, ChangeEvent> events = new HashMap<>();
    final Map<KafkaPosition, Quarantined> quarantine = new LinkedHashMap<>();
    final Set<KafkaPosition> bad = new HashSet<>();
    final Set<KafkaPosition> done = new HashSet<>();
    final Set<KafkaPosition> finished = new HashSet<>();
    final Map<KeyHash, Stored> mirror = new HashMap<>();
    long floor;
    int requests;

    Life(Random random, History history) {
      this.random = random;
      for (ChangeEvent event : history.events()) {
        events.put(event.at(), written(event));
        if (event.op() != Operation.TRUNCATE && random.nextInt(8) == 0) {
          bad.add(event.at());
        }
      }
    }

    /** Apply the next micro-batch, of which each start after a crash may read more or less. */
    int apply(List<List<ChangeEvent>> left) {
      String request = random.nextInt(3) == 0 ? "r" + ++requests : null;
      bad.removeIf(at -> request != null && random.nextBoolean());
      while (true) {
        int taken = Math.min(left.size(), 1 + random.nextInt(3));
        List<ChangeEvent> batch = left.subList(0, taken).stream().flatMap(List::stream).toList();
        if (tryToApply(batch, request, random.nextInt(4) == 0)) {
          batch.forEach(change -> finished.add(change.at()));
          return taken;
        }
        bad.removeIf(at -> random.nextInt(3) == 0); // the next start may be of a newer version
      }
    }

    void retryAll() {
      bad.clear();
      assertThat(tryToApply(List.of(), "last", false)).isTrue();
    }

    /** Whether the mirror's commit was reached too. */
    boolean tryToApply(List<ChangeEvent> batch, String request, boolean crash) {
      List<Redriven> redriven = new ArrayList<>();
      List<Quarantined> others = new ArrayList<>();
      Set<KafkaPosition> read = new HashSet<>(finished);
      batch.forEach(change -> read.add(change.at()));
      for (Quarantined event : quarantine.values()) {
        if (event.isOpen() && request != null && read.contains(event.at())) {
          redriven.add(new Redriven(event, events.get(event.at()), request, "m/0/" + request));
        } else if (event.isOpen()) {
          others.add(event);
        }
      }
      if (request != null) {
        // What an earlier start had read and was about to apply, and this one has not.
        others.replaceAll(Quarantined::waitingAgain);
        others.forEach(event -> quarantine.put(event.at(), event));
      }
      List<ChangeEvent> all = new ArrayList<>(batch);
      redriven.forEach(event -> all.add(event.change()));
      all.sort(SOURCE_ORDER);
      HoldingGate gate =
          new HoldingGate(
              new HoldingGate.Table(others, quarantine::containsKey, SchemaPolicy.EVOLVE, c -> ""),
              batch,
              redriven);
      List<ChangeEvent> applied = run(gate, all);
      gate.fresh().forEach(event -> quarantine.putIfAbsent(event.at(), event));
      Collection<Quarantined> changed = gate.changed();
      changed.forEach(event -> quarantine.put(event.at(), event));
      if (crash) {
        return false;
      }
      applied.forEach(this::requireAllowed);
      fold(applied);
      quarantine.replaceAll(
          (at, event) ->
              event.state() == State.APPLYING
                  ? event.with(State.APPLIED, event.fate().resolvedBy())
                  : event);
      return true;
    }

    /** What is in the quarantine is applied by a request alone, and nothing is applied twice. */
    void requireAllowed(ChangeEvent change) {
      Quarantined event = quarantine.get(change.at());
      assertThat(event == null ? State.APPLYING : event.state())
          .as("state of what is applied at %s", change.at())
          .isEqualTo(State.APPLYING);
      assertThat(done.add(change.at())).as("%s is applied once", change.at()).isTrue();
    }

    List<ChangeEvent> run(HoldingGate gate, List<ChangeEvent> all) {
      List<ChangeEvent> applied = new ArrayList<>();
      do {
        gate.begin();
        applied.clear();
        for (ChangeEvent change : all) {
          if (gate.passes(change)) {
            if (bad.contains(change.at())) {
              gate.refused(new RefusedChange(change, "bad"));
            } else {
              applied.add(change);
            }
          }
        }
      } while (!gate.settled());
      return applied;
    }

    void fold(List<ChangeEvent> applied) {
      NetChanges net = new NetChanges(floor, mirror::containsKey);
      applied.forEach(change -> net.add(change(change)));
      Map<KeyHash, Stored> before = Map.copyOf(mirror);
      if (net.truncated()) {
        mirror.values().removeIf(stored -> stored.lsn() < net.floor());
      }
      net.byKey()
          .forEach(
              (key, change) -> {
                if (change instanceof NetChange.Upsert upsert) {
                  long lsn = upsert.last().event().position().lsn();
                  mirror.put(key, new Stored(whole(upsert, before), lsn));
                } else {
                  mirror.remove(key);
                }
              });
      floor = net.floor();
    }

    private static Object[] whole(NetChange.Upsert upsert, Map<KeyHash, Stored> before) {
      Object[] row = upsert.row().clone();
      for (int i = 0; i < row.length; i++) {
        if (row[i] == Unavailable.VALUE) {
          assertThat(before).as("a row to take an unsent value from").containsKey(upsert.base());
          row[i] = before.get(upsert.base()).row()[i];
        }
      }
      return row;
    }

    private static RowChange change(ChangeEvent event) {
      return new RowChange(
          event,
          event.key() == null ? null : KeyHash.of(event.key()),
          event.after() == null ? null : event.after().values().toArray(),
          event.otherKey() == null ? null : KeyHash.of(event.otherKey()));
    }

    Map<Integer, List<Object>> contents() {
      Map<Integer, List<Object>> contents = new TreeMap<>();
      for (Stored stored : mirror.values()) {
        contents.put((Integer) stored.row()[0], List.of(stored.row()[1], stored.row()[2]));
      }
      return contents;
    }
  }
}
