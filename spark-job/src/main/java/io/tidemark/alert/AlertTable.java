package io.tidemark.alert;

import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import io.tidemark.config.AlertRule.Severity;
import io.tidemark.decode.KafkaPosition;
import io.tidemark.decode.TableId;
import io.tidemark.delta.KeyHash;
import io.tidemark.delta.KeyedChange;
import io.tidemark.delta.KeyedTable;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The outbox as a Delta table, {@code system.alerts}. One row an alert: {@code alert_id}, {@code
 * rule}, {@code severity}, {@code title}, {@code text}, {@code schema_name}, {@code table_name},
 * {@code raised_at}, {@code topic}, {@code partition}, {@code offset}, {@code kafka_ms}, and of its
 * delivery {@code state} (null while pending), {@code reason}, {@code state_at}.
 */
public final class AlertTable implements AlertOutbox {
  private static final StructType SCHEMA =
      new StructType()
          .add("alert_id", StringType.STRING)
          .add("rule", StringType.STRING)
          .add("severity", StringType.STRING)
          .add("title", StringType.STRING)
          .add("text", StringType.STRING)
          .add("schema_name", StringType.STRING)
          .add("table_name", StringType.STRING)
          .add("raised_at", TimestampType.TIMESTAMP)
          .add("topic", StringType.STRING)
          .add("partition", IntegerType.INTEGER)
          .add("offset", LongType.LONG)
          .add("kafka_ms", LongType.LONG)
          .add("state", StringType.STRING)
          .add("reason", StringType.STRING)
          .add("state_at", TimestampType.TIMESTAMP);

  private static final int STATE = 12;
  private static final int REASON = 13;
  private static final int STATE_AT = 14;

  private final KeyedTable table;

  /** The outbox at a path, made if it is not there. */
  public AlertTable(Configuration hadoop, String path) {
    table = KeyedTable.openOrCreate(hadoop, path, SCHEMA, List.of("alert_id"));
  }

  @Override
  public synchronized List<Alert> append(List<Alert> alerts) {
    if (alerts.isEmpty()) {
      return List.of();
    }
    Map<KeyHash, Alert> byKey = new LinkedHashMap<>();
    alerts.forEach(alert -> byKey.putIfAbsent(key(alert.id()), alert));
    table.rows(byKey.keySet()).keySet().forEach(byKey::remove);
    if (!byKey.isEmpty()) {
      Map<KeyHash, Object[]> rows = new LinkedHashMap<>();
      byKey.forEach((key, alert) -> rows.put(key, row(alert)));
      table.apply(KeyedChange.upserts(rows));
    }
    return List.copyOf(byKey.values());
  }

  @Override
  public synchronized List<Alert> pending(Instant refusedBefore, int limit) {
    long before = micros(refusedBefore);
    List<Alert> pending = new ArrayList<>();
    table.scan(
        SCHEMA.fieldNames(),
        row -> {
          boolean refused =
              Delivery.State.REFUSED.name().toLowerCase(Locale.ROOT).equals(row[STATE]);
          if (row[STATE] == null || (refused && (Long) row[STATE_AT] < before)) {
            pending.add(alert(row));
          }
        });
    pending.sort(Comparator.comparing(Alert::raisedAtMicros).thenComparing(alert -> alert.id()));
    return List.copyOf(pending.subList(0, Math.min(limit, pending.size())));
  }

  @Override
  public synchronized void record(List<Delivery> deliveries) {
    Map<KeyHash, Delivery> last = new LinkedHashMap<>();
    deliveries.forEach(delivery -> last.put(key(delivery.alertId()), delivery));
    Map<KeyHash, Object[]> rows = new LinkedHashMap<>(table.rows(last.keySet()));
    rows.forEach(
        (key, row) -> {
          row[STATE] = last.get(key).word();
          row[REASON] = last.get(key).reason();
          row[STATE_AT] = micros(last.get(key).at());
        });
    if (!rows.isEmpty()) {
      table.apply(KeyedChange.upserts(rows));
    }
  }

  @Override
  public synchronized Map<String, Instant> lastSent() {
    Map<String, Instant> lastSent = new HashMap<>();
    table.scan(
        List.of("rule", "state", "state_at"),
        row -> {
          if (Delivery.State.SENT.name().toLowerCase(Locale.ROOT).equals(row[1])) {
            Instant at = Instant.EPOCH.plus((Long) row[2], ChronoUnit.MICROS);
            lastSent.merge((String) row[0], at, (a, b) -> a.isAfter(b) ? a : b);
          }
        });
    return lastSent;
  }

  /** Merge small files if there are enough of them. */
  public synchronized void compact() {
    table.compact();
  }

  private static KeyHash key(String id) {
    return KeyHash.of(List.of(id));
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  private static Object[] row(Alert alert) {
    KafkaPosition at = alert.at();
    return new Object[] {
      alert.id(),
      alert.rule(),
      alert.severity().name().toLowerCase(Locale.ROOT),
      alert.title(),
      alert.text(),
      alert.table() == null ? null : alert.table().schema(),
      alert.table() == null ? null : alert.table().table(),
      alert.raisedAtMicros(),
      at == null ? null : at.topic(),
      at == null ? null : at.partition(),
      at == null ? null : at.offset(),
      at == null ? null : at.timestampMs(),
      null,
      null,
      null
    };
  }

  private static Alert alert(Object[] row) {
    return new Alert(
        (String) row[0],
        (String) row[1],
        Severity.valueOf(((String) row[2]).toUpperCase(Locale.ROOT)),
        (String) row[3],
        (String) row[4],
        row[5] == null ? null : new TableId((String) row[5], (String) row[6]),
        (Long) row[7],
        row[8] == null
            ? null
            : new KafkaPosition((String) row[8], (Integer) row[9], (Long) row[10], (Long) row[11]));
  }
}
