package io.tidemark.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.ColumnType;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.net.Events;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ProgressPropertyTest {
  /** What Kafka holds of one partition, and the number of each message's change at the source. */
  private record Topic(List<ChangeEvent> messages, List<Integer> changes, int distinct) {}

  @Property(tries = 1000)
  void everyChangeIsNewExactlyOnceHoweverOftenConnectBeginsAgain(@ForAll long seed) {
    Topic topic = topic(new Random(seed));
    Progress progress = new Progress();
    List<Integer> news = new ArrayList<>();
    for (int i = 0; i < topic.messages().size(); i++) {
      if (progress.take(topic.messages().get(i)) == Verdict.NEW
          && topic.messages().get(i).op() != Operation.READ) {
        news.add(topic.changes().get(i));
      }
    }
    Set<Integer> distinct = new HashSet<>(news);
    assertThat(news).hasSameSizeAs(distinct);
    assertThat(distinct).hasSize(topic.distinct());
    assertThat(news).isSorted();
  }

  @Property(tries = 1000)
  void verdictsAreTheSameForAnyCutIntoMicroBatchesAndAnyReplay(@ForAll long seed) {
    Random random = new Random(seed);
    List<ChangeEvent> messages = topic(random).messages();
    Progress whole = new Progress();
    List<Verdict> expected = messages.stream().map(whole::take).toList();

    List<Verdict> actual = new ArrayList<>();
    Progress committed = new Progress();
    int held = 0;
    while (held < messages.size()) {
      int from = random.nextInt(held + 1);
      int to = held + random.nextInt(messages.size() - held + 1);
      Progress tried = committed.copy();
      List<Verdict> fresh = new ArrayList<>();
      for (int i = from; i < to; i++) {
        Verdict verdict = tried.take(messages.get(i));
        if (i < held) {
          assertThat(verdict).isEqualTo(Verdict.HELD);
        } else {
          fresh.add(verdict);
        }
      }
      boolean crashed = random.nextInt(3) == 0;
      if (!crashed) {
        committed = Progress.parse(Optional.of(tried.toJson()));
        actual.addAll(fresh);
        held = Math.max(held, to);
      }
    }
    assertThat(actual).isEqualTo(expected);
    assertThat(committed.topics()).isEqualTo(whole.topics());
  }

  /**
   * Transactions in commit order, some by COPY, and Connect that starts again here and there, with
   * a snapshot of the whole table or without. Their clock's times are not quite in that order.
   * Where it numbers the changes of a transaction, nothing else has to tell rows apart.
   */
  private static Topic topic(Random random) {
    Events events =
        new Events(
            new TableId("public", "t"),
            Events.schema(List.of("id"), "id", ColumnType.INT, "a", ColumnType.STRING));
    List<ChangeEvent> source = new ArrayList<>();
    long commit = 10;
    int key = 0;
    boolean numbered = random.nextBoolean();
    int transactions = 1 + random.nextInt(8);
    for (int t = 0; t < transactions; t++) {
      long lsn = Math.max(1, commit - random.nextInt(5));
      int rows = 1 + random.nextInt(4);
      boolean copy = random.nextInt(3) == 0;
      long micros = 1000L * t + random.nextInt(2500);
      for (int r = 0; r < rows; r++) {
        lsn += copy ? 0 : 1;
        ChangeEvent row = events.create(lsn, numbered ? 0 : key++, "x");
        source.add(moved(row, 0, new SourcePosition(commit, lsn, numbered ? r + 1 : 0), micros));
      }
      commit = Math.max(commit, lsn) + 1 + random.nextInt(5);
    }
    List<ChangeEvent> messages = new ArrayList<>();
    List<Integer> changes = new ArrayList<>();
    int next = 0;
    int restarts = random.nextInt(4);
    while (next < source.size() || restarts > 0) {
      if (next == source.size() || (restarts > 0 && random.nextInt(5) == 0)) {
        restarts--;
        next = random.nextInt(next + 1);
        next = numbered ? next : firstAt(source, next);
        if (random.nextBoolean()) {
          ChangeEvent row = events.snapshot(next, new Object[] {0, "x"}).get(0);
          messages.add(moved(row, messages.size(), row.position(), 1000L * transactions));
          changes.add(-1);
        }
      } else {
        ChangeEvent event = source.get(next);
        messages.add(moved(event, messages.size(), event.position(), event.commitMicros()));
        changes.add(next++);
      }
    }
    return new Topic(messages, changes, source.size());
  }

  /** Without numbers, Connect must not begin again between rows that share a position. */
  private static int firstAt(List<ChangeEvent> source, int index) {
    int first = Math.min(index, source.size() - 1);
    while (first > 0 && source.get(first - 1).position().equals(source.get(first).position())) {
      first--;
    }
    return first;
  }

  private static ChangeEvent moved(
      ChangeEvent e, long offset, SourcePosition position, long micros) {
    return new ChangeEvent(
        new KafkaPosition(e.at().topic(), 0, offset, 0),
        e.table(),
        e.op(),
        e.schema(),
        position.isNumbered() ? null : e.key(),
        e.before(),
        e.after(),
        position,
        micros,
        e.txId(),
        e.keyChange(),
        e.otherKey(),
        e.message());
  }
}
