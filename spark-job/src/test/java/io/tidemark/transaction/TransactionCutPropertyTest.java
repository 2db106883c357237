package io.tidemark.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.decode.Decoded;
import io.tidemark.transaction.Connector.Change;
import io.tidemark.transaction.Connector.Partition;
import io.tidemark.transaction.Connector.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Random transactions over random partitions, sent by a connector that fails and sends again, read
 * in random pieces by a job that is killed: what the job says of itself is always true.
 */
class TransactionCutPropertyTest {
  private static final List<Partition> PARTITIONS =
      IntStream.range(0, 6).mapToObj(i -> new Partition("tidemark.t" + i / 2, i % 2)).toList();

  /** One case: a connector's life, and a job that reads what it sends. */
  private static final class Case {
    private final Random random;
    private final Connector connector = new Connector();
    private final Job job;
    private final Map<Partition, Long> read = new HashMap<>();
    private long wholes;
    private boolean kills = true;

    Case(long seed, int most) {
      random = new Random(seed);
      job = new Job(connector, most);
    }

    Partition partition() {
      return PARTITIONS.get(random.nextInt(PARTITIONS.size()));
    }

    void transaction(boolean refusals) {
      Partition[] to = new Partition[random.nextInt(8)];
      for (int i = 0; i < to.length; i++) {
        to[i] = partition();
      }
      connector.wal(random.nextInt(3) * 7L);
      Transaction transaction = connector.commit(to);
      if (refusals && to.length > 0 && random.nextInt(12) == 0) {
        connector.refuse(transaction.changes().get(random.nextInt(to.length)));
      }
      if (random.nextInt(10) == 0) {
        // It fails half-way, and begins again with an earlier transaction.
        connector.begin(transaction);
        int sent = random.nextInt(to.length + 1);
        transaction.changes().subList(0, sent).forEach(change -> send(transaction, change));
        read();
        connector.pause(random.nextInt(6000));
        int last = connector.transactions().size() - 1;
        int from = Math.max(0, last - random.nextInt(4));
        connector.transactions().subList(from, last).forEach(this::send);
      }
      send(transaction);
    }

    private void send(Transaction transaction) {
      connector.begin(transaction);
      transaction.changes().forEach(change -> send(transaction, change));
      connector.pause(random.nextInt(3)).end(transaction, transaction.changes().size());
    }

    private void send(Transaction transaction, Change change) {
      connector.pause(random.nextInt(3)).delay(random.nextInt(40)).send(transaction, change);
      if (random.nextInt(6) == 0) {
        read();
      }
    }

    /** A micro-batch of what random partitions have, each up to some message. */
    void read() {
      List<Decoded> fresh = new ArrayList<>();
      for (Partition partition : connector.partitions()) {
        List<Decoded> there =
            connector.messages(partition, read.getOrDefault(partition, 0L), connector.nowMs());
        int many = random.nextInt(3) == 0 ? random.nextInt(there.size() + 1) : there.size();
        fresh.addAll(there.subList(0, many));
        read.merge(partition, (long) many, Long::sum);
      }
      apply(fresh);
    }

    /** A micro-batch of all that Kafka has. */
    void readAll() {
      List<Decoded> fresh = new ArrayList<>();
      for (Partition partition : connector.partitions()) {
        List<Decoded> there =
            connector.messages(partition, read.getOrDefault(partition, 0L), connector.nowMs());
        fresh.addAll(there);
        read.merge(partition, (long) there.size(), Long::sum);
      }
      apply(fresh);
    }

    private void apply(List<Decoded> fresh) {
      int fate = kills ? random.nextInt(60) : 60;
      if (fate < 2) {
        Set<String> written = new HashSet<>();
        PARTITIONS.stream().filter(p -> random.nextBoolean()).forEach(p -> written.add(p.topic()));
        job.killedMicroBatch(connector.nowMs(), fresh, written::contains);
        readAgain();
        return;
      }
      List<Decoded> applied = job.microBatch(connector.nowMs(), fresh);
      if (job.whole() && !applied.isEmpty()) {
        wholes++;
        long lsn = job.frontier().whole().orElseThrow().lsn();
        assertThat(job.applied()).as("up to LSN %d", lsn).isEqualTo(connector.committed(lsn));
      }
      if (fate == 2) {
        job.restart();
        readAgain();
      } else if (fate == 3) {
        job.forget();
        readAgain();
      }
    }

    private void readAgain() {
      for (Partition partition : connector.partitions()) {
        read.put(partition, job.progress().next(partition.topic(), partition.number()));
      }
    }

    /** Time passes, and a few more transactions come and are read. */
    void end() {
      kills = false;
      for (int i = 0; i < 4; i++) {
        connector.pause(TransactionCut.LATEST_MS + TransactionCut.PATIENCE_MS);
        readAll();
        connector.pause(TransactionCut.PATIENCE_MS);
        readAll();
        send(connector.commit(partition(), partition()));
        connector.pause(100);
        readAll();
        connector.pause(100);
        readAll();
      }
    }
  }

  @Property(tries = 10_000)
  void whatIsSaidToBeWholeIsWholeAndInTheEndAllIs(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 25) int transactions,
      @ForAll @IntRange(min = 1, max = 60) int most) {
    Case one = new Case(seed, most);
    for (int i = one.random.nextInt(4); i > 0; i--) {
      one.connector.delay(one.random.nextInt(40)).row(one.partition(), 0);
    }
    for (int i = 0; i < transactions; i++) {
      one.transaction(false);
    }
    one.end();
    long last = one.connector.transactions().get(one.connector.transactions().size() - 1).lsn();
    assertThat(one.job.frontier().whole().orElseThrow().lsn()).isEqualTo(last);
    assertThat(one.job.applied()).isEqualTo(one.connector.committed(last));
    assertThat(one.job.cut().waiting()).isZero();
  }

  @Property(tries = 2_000)
  void refusedMessagesDelayButDoNotEndIt(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 25) int transactions) {
    Case one = new Case(seed, 1000);
    for (int i = 0; i < transactions; i++) {
      one.transaction(true);
    }
    one.end();
    long last = one.connector.transactions().get(one.connector.transactions().size() - 1).lsn();
    assertThat(one.job.frontier().whole().orElseThrow().lsn()).isEqualTo(last);
  }

  @Property(tries = 1_000)
  void aMicroBatchOfAnyCutIsWholeWhereNothingFails(@ForAll long seed) {
    Case one = new Case(seed, 1000);
    one.kills = false;
    Random random = one.random;
    one.send(one.connector.commit(one.partition()));
    one.connector.pause(TransactionCut.LATEST_MS + 1000);
    one.readAll();
    long before = one.wholes;
    int microBatches = 0;
    for (int i = 0; i < 20; i++) {
      Transaction transaction = one.connector.commit(one.partition(), one.partition());
      one.connector.begin(transaction);
      for (Change change : transaction.changes()) {
        one.connector.pause(1).delay(random.nextInt(20)).send(transaction, change);
        long held = one.job.applied().size();
        one.read();
        microBatches += one.job.applied().size() > held ? 1 : 0;
        assertThat(one.job.whole()).isTrue();
      }
      one.connector.end(transaction, 2);
    }
    assertThat(one.wholes - before).isGreaterThanOrEqualTo(microBatches);
  }
}
