package io.tidemark.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.decode.TableId;
import io.tidemark.delta.AppendTable;
import io.tidemark.progress.Progress;
import io.tidemark.transaction.Frontier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * The ledger: one row a micro-batch, columns as in {@link LedgerEntry}, and in its metadata how far
 * the whole lake is. {@code tables} has an element a changed mirror with {@code schema_name},
 * {@code table_name}, {@code changes}, {@code version}, {@code visible_at}, {@code lag_p50_ms},
 * {@code lag_p99_ms} and {@code lag_histogram} ({@link Lag#encoded}). The frontier is {@code
 * frontier_lsn} and {@code frontier_committed_at}. A {@link ConsistentPosition} is kept in the
 * metadata too.
 */
public final class LedgerTable {
  private static final StructType TABLE =
      new StructType()
          .add("schema_name", StringType.STRING)
          .add("table_name", StringType.STRING)
          .add("changes", LongType.LONG)
          .add("version", LongType.LONG)
          .add("visible_at", TimestampType.TIMESTAMP)
          .add("lag_p50_ms", LongType.LONG)
          .add("lag_p99_ms", LongType.LONG)
          .add("lag_histogram", StringType.STRING);

  private static final StructType SCHEMA =
      new StructType()
          .add("batch_id", LongType.LONG)
          .add("started_at", TimestampType.TIMESTAMP)
          .add("committed_at", TimestampType.TIMESTAMP)
          .add("consumed", LongType.LONG)
          .add("changes", LongType.LONG)
          .add("duplicates", LongType.LONG)
          .add("control", LongType.LONG)
          .add("excluded", LongType.LONG)
          .add("quarantined", LongType.LONG)
          .add("max_lsn", LongType.LONG)
          .add("tables", new ArrayType(TABLE, false))
          .add("versions", new MapType(StringType.STRING, LongType.LONG, false))
          .add("consistent", BooleanType.BOOLEAN)
          .add("frontier_lsn", LongType.LONG)
          .add("frontier_committed_at", TimestampType.TIMESTAMP);

  /** The domain with Kafka's own ids of the topics. */
  private static final String TOPICS = "tidemark.topics";

  /** The domain with the server that the changes come from. */
  private static final String SERVER = "tidemark.server";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final AppendTable table;
  private Progress progress;
  private Frontier frontier;
  private Map<String, String> topicIds;

  /** The ledger at a path, made if there is none. */
  public LedgerTable(Configuration hadoop, String path) {
    this.table = AppendTable.openOrCreate(hadoop, path, SCHEMA);
    this.progress = Progress.parse(table.domain(Progress.DOMAIN));
    this.frontier = Frontier.parse(table.domain(Frontier.DOMAIN));
    this.topicIds = topicIds(table);
  }

  static StructType schema() {
    return SCHEMA;
  }

  public AppendTable table() {
    return table;
  }

  /** How far the whole lake is; a copy to count a micro-batch's messages by. */
  public Progress progress() {
    return progress.copy();
  }

  /** Kafka's own ids of the topics that the lake has seen and their partitions, by name. */
  public Map<String, String> topicIds() {
    return topicIds;
  }

  private static Map<String, String> topicIds(AppendTable table) {
    Map<String, String> ids = new TreeMap<>();
    try {
      JSON.readTree(table.domain(TOPICS).orElse("{}"))
          .properties()
          .forEach(topic -> ids.put(topic.getKey(), topic.getValue().textValue()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the ledger's topics are '" + table.domain(TOPICS) + "'", e);
    }
    return Map.copyOf(ids);
  }

  /** The server that the lake's changes are from, as its source says; empty before it was asked. */
  public Optional<String> server() {
    return table.domain(SERVER);
  }

  /** The lake's changes are from this server from now on. */
  public void server(String server) {
    table.remember(Map.of(SERVER, server));
  }

  /** Go on from here, with these topics, in a commit without a row; nothing if that is known. */
  public void resume(Progress from, Map<String, String> ids) {
    if (!topicIds.equals(ids) || !progress.toJson().equals(from.toJson())) {
      table.remember(
          Map.of(Progress.DOMAIN, from.toJson(), TOPICS, JSON.valueToTree(ids).toString()));
      progress = from.copy();
      topicIds = Map.copyOf(ids);
    }
  }

  /** Forget positions beyond an LSN, which the source gives to other changes now. */
  public void rewind(long lsn) {
    boolean beyond = frontier.isBeyond(lsn);
    if (progress.rewind(lsn) || beyond) {
      frontier = beyond ? Frontier.parse(Optional.empty()) : frontier;
      table.remember(
          Map.of(Progress.DOMAIN, progress.toJson(), Frontier.DOMAIN, frontier.toJson()));
    }
  }

  /** Up to where the lake holds whole transactions; a copy to take a micro-batch's messages. */
  public Frontier frontier() {
    return frontier.copy();
  }

  /** A table is about to hold everything up to an LSN: the lake is not whole before it is there. */
  public void awaits(long lsn) {
    frontier.tableHolds(lsn);
    table.remember(Map.of(Frontier.DOMAIN, frontier.toJson()));
  }

  /** Append a micro-batch's row. */
  public void commit(LedgerEntry entry, Progress after, Frontier reached) {
    Map<String, String> domains = new HashMap<>();
    domains.put(Progress.DOMAIN, after.toJson());
    domains.put(Frontier.DOMAIN, reached.toJson());
    if (entry.consistent()) {
      ConsistentPosition position = new ConsistentPosition(entry.frontier(), entry.versions());
      domains.put(ConsistentPosition.DOMAIN, position.toJson());
    }
    table.append(List.<Object[]>of(row(entry)), domains);
    progress = after;
    frontier = reached;
  }

  private static Object[] row(LedgerEntry entry) {
    List<Object> tables = new ArrayList<>();
    for (TableEntry t : entry.tables()) {
      tables.add(
          new Object[] {
            t.table().schema(),
            t.table().table(),
            t.changes(),
            t.version(),
            t.visibleAtMicros(),
            t.lag().percentileMs(50),
            t.lag().percentileMs(99),
            t.lag().encoded()
          });
    }
    return new Object[] {
      entry.batchId(),
      entry.startedAtMicros(),
      entry.committedAtMicros(),
      entry.consumed(),
      entry.changes(),
      entry.duplicates(),
      entry.control(),
      entry.excluded(),
      entry.quarantined(),
      entry.maxLsn(),
      tables,
      entry.versions(),
      entry.consistent(),
      entry.frontier() == null ? null : entry.frontier().lsn(),
      entry.frontier() == null ? null : entry.frontier().committedAtMs() * 1000
    };
  }

  /** The entry of the last micro-batch; empty before the first. */
  public Optional<LedgerEntry> latest() {
    List<LedgerEntry> latest = new ArrayList<>();
    scan(
        table,
        entry -> {
          if (latest.isEmpty() || latest.get(0).committedAtMicros() < entry.committedAtMicros()) {
            latest.clear();
            latest.add(entry);
          }
        });
    return latest.stream().findFirst();
  }

  /** The highest LSN of the last micro-batch that had one, 0 before the first. */
  public static long lastLsn(AppendTable ledger) {
    long[] last = {0, 0};
    scan(
        ledger,
        entry -> {
          if (entry.maxLsn() != null && entry.committedAtMicros() > last[0]) {
            last[0] = entry.committedAtMicros();
            last[1] = entry.maxLsn();
          }
        });
    return last[1];
  }

  /** Every entry, in no order. */
  public static void scan(AppendTable ledger, Consumer<LedgerEntry> visitor) {
    ledger.scan(SCHEMA, Set.of(), row -> visitor.accept(entry(row)));
  }

  private static LedgerEntry entry(Object[] row) {
    List<TableEntry> tables = new ArrayList<>();
    for (Object element : (List<?>) row[10]) {
      Object[] t = (Object[]) element;
      tables.add(
          new TableEntry(
              new TableId((String) t[0], (String) t[1]),
              (Long) t[2],
              (Long) t[3],
              (Long) t[4],
              Lag.decoded((String) t[7])));
    }
    Map<String, Long> versions = new HashMap<>();
    ((Map<?, ?>) row[11]).forEach((name, version) -> versions.put((String) name, (Long) version));
    return new LedgerEntry(
        (Long) row[0],
        (Long) row[1],
        (Long) row[2],
        (Long) row[3],
        (Long) row[4],
        (Long) row[5],
        (Long) row[6],
        (Long) row[7],
        (Long) row[8],
        (Long) row[9],
        tables,
        versions,
        Boolean.TRUE.equals(row[12]),
        row[13] == null ? null : new Frontier.Point((Long) row[13], (Long) row[14] / 1000));
  }
}
