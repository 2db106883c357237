package io.tidemark.quarantine;

import io.delta.kernel.types.BinaryType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import io.tidemark.delta.LakeTable;
import io.tidemark.progress.Progress;
import io.tidemark.source.RawMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * The quarantine. One row an event that is or was in it: {@code reason}, {@code stage} ({@link
 * Stage}), {@code topic}, {@code partition}, {@code offset}, {@code kafka_at} (Kafka's timestamp),
 * {@code key} and {@code value} (its bytes; null where it had none), {@code refused_at} (our
 * clock), {@code headers}, {@code schema_name}, {@code table_name}, {@code lsn} (null where it
 * can't be told), {@code holds} ({@link Scope}), {@code key_hash} and {@code other_key_hash} (which
 * rows it holds), {@code state} ({@link State}), {@code attempts}, {@code decoded_by}, {@code
 * request}, {@code resolved_by}, {@code resolved_at} (our clock).
 *
 * <p>What waits is in memory too, without its bytes. Not thread-safe, but {@link #has} is.
 */
public final class QuarantineTable {
  private static final List<String> KEY = List.of("topic", "partition", "offset", "kafka_at");
  private static final StructType SCHEMA =
      new StructType()
          .add("reason", StringType.STRING)
          .add("stage", StringType.STRING)
          .add("topic", StringType.STRING)
          .add("partition", IntegerType.INTEGER)
          .add("offset", LongType.LONG)
          .add("kafka_at", TimestampType.TIMESTAMP)
          .add("key", BinaryType.BINARY)
          .add("value", BinaryType.BINARY)
          .add("refused_at", TimestampType.TIMESTAMP)
          .add("headers", new MapType(StringType.STRING, BinaryType.BINARY, true))
          .add("schema_name", StringType.STRING)
          .add("table_name", StringType.STRING)
          .add("lsn", LongType.LONG)
          .add("holds", StringType.STRING)
          .add("key_hash", StringType.STRING)
          .add("other_key_hash", StringType.STRING)
          .add("state", StringType.STRING)
          .add("attempts", IntegerType.INTEGER)
          .add("decoded_by", StringType.STRING)
          .add("request", StringType.STRING)
          .add("resolved_by", StringType.STRING)
          .add("resolved_at", TimestampType.TIMESTAMP);

  /** Nobody but a retry needs them. */
  private static final Set<String> BYTES = Set.of("key", "value", "headers");

  private final KeyedTable table;
  private final Map<KafkaPosition, Quarantined> open = new LinkedHashMap<>();
  private final List<Quarantined> earlier = new ArrayList<>();
  private Progress progress;

  /** The quarantine at a path, made if there is none. */
  public QuarantineTable(Configuration hadoop, String path) {
    table = KeyedTable.openOrCreate(hadoop, path, SCHEMA, KEY);
    progress = Progress.parse(table.domain(Progress.DOMAIN));
    List<Quarantined> waiting = new ArrayList<>();
    table.scan(
        SCHEMA,
        BYTES,
        row -> {
          Quarantined event = QuarantineRow.event(row);
          if (QuarantineRow.isEarlier(row)) {
            earlier.add(event);
          }
          if (event.isOpen()) {
            waiting.add(event);
          }
        });
    waiting.sort(
        Comparator.comparing((Quarantined event) -> event.at().topic())
            .thenComparing(event -> event.at().partition())
            .thenComparing(event -> event.at().offset()));
    waiting.forEach(event -> open.put(event.at(), event));
    table.contains(key(new KafkaPosition("", 0, 0, 0))); // so that threads find its index built
  }

  public static StructType schema() {
    return SCHEMA;
  }

  public KeyedTable table() {
    return table;
  }

  /** Every event, in no order. */
  public static void scan(LakeTable table, Consumer<Quarantined> visitor) {
    table.scan(SCHEMA, BYTES, row -> visitor.accept(QuarantineRow.event(row)));
  }

  /** Forget topics whose offsets begin again. */
  public void forget(Collection<String> topics) {
    if (topics.stream().map(progress::forget).reduce(false, Boolean::logicalOr)) {
      table.remember(Map.of(Progress.DOMAIN, progress.toJson()));
    }
  }

  /** Forget positions beyond an LSN, which the source gives to other changes now. */
  public void rewind(long lsn) {
    if (progress.rewind(lsn)) {
      table.remember(Map.of(Progress.DOMAIN, progress.toJson()));
    }
  }

  /** Whether a message is or was in the quarantine. Cheap for messages that no job has judged. */
  public boolean has(KafkaPosition at) {
    return judged(at) && table.contains(key(at));
  }

  /** Whether the quarantine holds all that there is to hold of a micro-batch with this message. */
  public boolean judged(KafkaPosition at) {
    return at.offset() < progress.next(at.topic(), at.partition());
  }

  /** What waits, each partition's in the order of its offsets. */
  public Collection<Quarantined> open() {
    return List.copyOf(open.values());
  }

  /** Events that an earlier Tidemark put here, and later ones of whose rows it applied. */
  public List<Quarantined> earlier() {
    return List.copyOf(earlier);
  }

  /** Number of events in a state; 0 where there is no quarantine. */
  public static int count(Configuration hadoop, String path, State state) {
    int[] count = new int[1];
    LakeTable.existing(hadoop, path)
        .ifPresent(
            table ->
                scan(
                    table,
                    event -> {
                      count[0] += event.state() == state ? 1 : 0;
                    }));
    return count[0];
  }

  /** When the newest event of each table came that waits; none where there is no quarantine. */
  public static Map<TableId, Long> newest(Configuration hadoop, String path) {
    Map<TableId, Long> newest = new TreeMap<>();
    LakeTable.existing(hadoop, path)
        .ifPresent(
            table ->
                scan(
                    table,
                    event -> {
                      if (event.isOpen() && event.table() != null) {
                        newest.merge(event.table(), event.refusedAtMicros(), Math::max);
                      }
                    }));
    return newest;
  }

  /** The bytes of events in the quarantine. */
  public Map<KafkaPosition, RawMessage> bytes(Collection<Quarantined> events) {
    Map<KafkaPosition, RawMessage> bytes = new LinkedHashMap<>();
    Map<KeyHash, Object[]> rows = rows(events);
    for (Quarantined event : events) {
      bytes.put(event.at(), QuarantineRow.bytes(rows.get(key(event.at()))));
    }
    return bytes;
  }

  /**
   * Commit what a micro-batch does to the quarantine.
   *
   * @param fresh messages for it, with their bytes; those that it has already are left as they are
   * @param changed events in it as they are now
   * @param after how far it will be: to the end of the micro-batch
   */
  public void commit(
      Map<Quarantined, RawMessage> fresh,
      Collection<Quarantined> changed,
      Progress after,
      long nowMicros) {
    Map<KeyHash, Object[]> rows = new LinkedHashMap<>();
    List<Quarantined> events = new ArrayList<>();
    fresh.forEach(
        (event, bytes) -> {
          if (!table.contains(key(event.at()))) {
            rows.put(key(event.at()), QuarantineRow.of(event, bytes, nowMicros));
            events.add(event);
          }
        });
    Map<KeyHash, Object[]> before = rows(changed);
    for (Quarantined event : changed) {
      Object[] row = before.get(key(event.at()));
      rows.put(key(event.at()), QuarantineRow.of(event, row, nowMicros));
      events.add(event);
    }
    if (rows.isEmpty()) {
      return;
    }
    Progress then = progress.covers(after) ? progress : after;
    table.apply(new KeyedChange(rows, Set.of(), null, Map.of(Progress.DOMAIN, then.toJson())));
    progress = then.copy();
    for (Quarantined changedOrFresh : events) {
      boolean isFresh = changedOrFresh.refusedAtMicros() == 0;
      Quarantined event = isFresh ? changedOrFresh.since(nowMicros) : changedOrFresh;
      if (event.isOpen()) {
        open.put(event.at(), event);
      } else {
        open.remove(event.at());
      }
    }
  }

  /** Change events between micro-batches. */
  public void commit(Collection<Quarantined> changed, long nowMicros) {
    commit(Map.of(), changed, progress, nowMicros);
  }

  private Map<KeyHash, Object[]> rows(Collection<Quarantined> events) {
    return table.rows(events.stream().map(event -> key(event.at())).toList());
  }

  /** How far the quarantine is; a copy. */
  public Progress progress() {
    return progress.copy();
  }

  private static KeyHash key(KafkaPosition at) {
    return KeyHash.of(List.of(at.topic(), at.partition(), at.offset(), at.timestampMs() * 1000));
  }
}
