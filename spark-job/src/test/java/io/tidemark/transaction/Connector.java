package io.tidemark.transaction;

import io.tidemark.decode.ChangeEvent;
import io.tidemark.decode.Control;
import io.tidemark.decode.Decoded;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.Operation;
import io.tidemark.decode.Refusal;
import io.tidemark.decode.SourcePosition;
import io.tidemark.decode.TableId;
import io.tidemark.decode.TransactionEnd;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A connector and the Kafka it sends to: transactions over several partitions, each message there
 * at its own time. Changes are known by a number of their own.
 */
final class Connector {
  static final String TRANSACTIONS = "tidemark.transaction";

  /** One partition of a topic. */
  record Partition(String topic, int number) {}

  /** A change of a transaction: its number, and where it goes. */
  record Change(int number, Partition to, long lsn) {}

  /** A transaction: the LSN of the last commit before it, its changes, and its own LSN. */
  record Transaction(long lastCommit, List<Change> changes, long lsn) {}

  /** What lies in a partition, and when each message came there. */
  private static final class Log {
    private final List<Decoded> messages = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();
  }

  private final Map<Partition, Log> logs = new HashMap<>();
  private final Map<KafkaPosition, Integer> numbers = new HashMap<>();
  private final List<Transaction> transactions = new ArrayList<>();
  private final Set<Integer> refused = new HashSet<>();
  private final Set<Integer> rows = new HashSet<>();
  private long nowMs = 1_700_000_000_000L;
  private long delayMs;
  private long wal = 1000;
  private int changes;

  long nowMs() {
    return nowMs;
  }

  /** Time passes. */
  Connector pause(long ms) {
    nowMs += ms;
    return this;
  }

  /** From here on each message takes so long to Kafka. */
  Connector delay(long ms) {
    delayMs = ms;
    return this;
  }

  /** WAL that is no transaction of a captured table, such as a heartbeat. */
  Connector wal(long bytes) {
    wal += bytes;
    return this;
  }

  /** A transaction with a change in each of these partitions; not sent yet. */
  Transaction commit(Partition... partitions) {
    long lastCommit = wal;
    List<Change> made = new ArrayList<>();
    for (Partition to : partitions) {
      made.add(new Change(changes++, to, wal));
      wal += 10;
    }
    wal += 5;
    Transaction transaction = new Transaction(lastCommit, made, wal);
    transactions.add(transaction);
    return transaction;
  }

  /** Send a transaction from its begin to its end. */
  TransactionEnd send(Transaction transaction) {
    begin(transaction);
    transaction.changes().forEach(change -> send(transaction, change));
    return end(transaction, transaction.changes().size());
  }

  void begin(Transaction transaction) {
    KafkaPosition at = next(new Partition(TRANSACTIONS, 0));
    put(new Control(at, Control.Kind.TRANSACTION));
  }

  ChangeEvent send(Transaction transaction, Change change) {
    KafkaPosition at = next(change.to());
    ChangeEvent event =
        event(
            at,
            Operation.UPDATE,
            change.number(),
            new SourcePosition(transaction.lastCommit(), change.lsn(), 1 + change.number()));
    if (refused.contains(change.number())) {
      put(new Refusal(at, "cannot be read", null, null));
    } else {
      numbers.put(at, change.number());
      put(event);
    }
    return event;
  }

  TransactionEnd end(Transaction transaction, int events) {
    TransactionEnd end =
        new TransactionEnd(next(new Partition(TRANSACTIONS, 0)), transaction.lsn(), nowMs, events);
    put(end);
    return end;
  }

  /** A row of a snapshot as it was right after a commit; 0 for the initial one. */
  ChangeEvent row(Partition to, long commitLsn) {
    KafkaPosition at = next(to);
    ChangeEvent row =
        event(at, Operation.READ, changes, new SourcePosition(commitLsn, Math.max(1, commitLsn)));
    rows.add(changes);
    numbers.put(at, changes++);
    put(row);
    return row;
  }

  /** This change will be sent as something that nobody can read. */
  void refuse(Change change) {
    refused.add(change.number());
  }

  private static ChangeEvent event(
      KafkaPosition at, Operation op, int number, SourcePosition position) {
    return new ChangeEvent(
        at,
        new TableId("public", at.topic()),
        op,
        null,
        List.of(number),
        null,
        null,
        position,
        0,
        null,
        false,
        null,
        null,
        false);
  }

  private KafkaPosition next(Partition to) {
    return new KafkaPosition(to.topic(), to.number(), log(to).messages.size(), nowMs);
  }

  private void put(Decoded message) {
    Log log = log(new Partition(message.at().topic(), message.at().partition()));
    long before = log.arrivals.isEmpty() ? 0 : log.arrivals.get(log.arrivals.size() - 1);
    log.messages.add(message);
    log.arrivals.add(Math.max(before, nowMs + delayMs));
  }

  private Log log(Partition partition) {
    return logs.computeIfAbsent(partition, p -> new Log());
  }

  /** All partitions that have messages. */
  Set<Partition> partitions() {
    return logs.keySet();
  }

  /** A partition's messages from an offset on that are in Kafka at some time. */
  List<Decoded> messages(Partition partition, long from, long atMs) {
    Log log = log(partition);
    int to = (int) from;
    while (to < log.messages.size() && log.arrivals.get(to) <= atMs) {
      to++;
    }
    return log.messages.subList((int) from, to);
  }

  /** Where the partitions end in Kafka at some time, by topic. */
  Map<String, Map<Integer, Long>> ends(long atMs) {
    Map<String, Map<Integer, Long>> ends = new TreeMap<>();
    for (Partition partition : logs.keySet()) {
      ends.computeIfAbsent(partition.topic(), topic -> new TreeMap<>())
          .put(partition.number(), (long) messages(partition, 0, atMs).size());
    }
    return ends;
  }

  /** The number of the change that a message carries; null if it carries none. */
  Integer number(Decoded message) {
    return numbers.get(message.at());
  }

  /**
   * The numbers of all rows of snapshots, and of all changes that were committed up to an LSN and
   * can be read.
   */
  Set<Integer> committed(long lsn) {
    Set<Integer> committed = new HashSet<>(rows);
    for (Transaction transaction : transactions) {
      if (transaction.lsn() <= lsn) {
        transaction.changes().forEach(change -> committed.add(change.number()));
      }
    }
    committed.removeAll(refused);
    return committed;
  }

  List<Transaction> transactions() {
    return transactions;
  }
}
