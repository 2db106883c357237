package io.tidemark.connect;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Lets Debezium's PostgreSQL connector start again without losing a row, and so that whatever it
 * sends twice can be recognised.
 *
 * <p>Every position that Connect stores becomes the end of the last whole transaction, so that a
 * connector that starts again sends the one it was in from its beginning, with the same numbers
 * ({@code transaction.total_order}). A connector (Debezium 3.7.0, {@code WalPositionLocator}) that
 * starts again within a transaction looks for its last event by LSN. Another event can have that
 * LSN: the next row of the same {@code COPY}, or the row whose WAL record begins where another
 * transaction's commit ends. Then it leaves out rows that were never sent.
 *
 * <p>The position is changed in the record itself: Connect (4.3.1, {@code
 * AbstractWorkerSourceTask.sendRecords}) stores that of the record that went into the transforms,
 * whatever comes out of them, but after they ran. What the connector confirms to PostgreSQL is the
 * last commit in any case.
 *
 * <p>What has no key, as the rows of a table without a primary key, goes to partition 0. Elsewhere
 * Kafka's producer takes any, and what is sent again may overtake what was not read yet.
 *
 * <p>The BEGIN messages of {@code provide.transaction.metadata=true} are dropped, as nobody needs
 * them. No row is ever dropped.
 */
public final class ExactRestart implements Transformation<SourceRecord> {
  private static final String BOUNDARY = "io.debezium.connector.common.TransactionMetadataValue";
  private static final String LAST_COMMIT = "lsn_commit";
  private static final String LAST_EVENT = "lsn_proc";
  private static final String LAST_KIND = "messageType";

  /** Behind a message outside a transaction the locator goes on with whatever comes first. */
  private static final String NOTHING_TO_LEAVE_OUT = "MESSAGE";

  private static final String EVENTS_AT_LSN = "lsn_events_processed";

  /** The transaction that is open and its counts: it begins again, at zero. */
  private static final String OF_TRANSACTION = "transaction_";

  /**
   * The record, or null to have it dropped.
   *
   * @throws org.apache.kafka.connect.errors.DataException if a boundary has no {@code status}
   * @throws UnsupportedOperationException if its position can't be changed
   */
  @Override
  public SourceRecord apply(SourceRecord record) {
    Schema schema = record.valueSchema();
    if (schema != null
        && BOUNDARY.equals(schema.name())
        && "BEGIN".equals(((Struct) record.value()).getString("status"))) {
      return null;
    }
    restartAtCommit(record.sourceOffset());
    return record.key() == null && record.kafkaPartition() == null ? first(record) : record;
  }

  /** Before the first commit, as in the first snapshot, there is none to start again at. */
  @SuppressWarnings("unchecked") // Debezium's own map, made for this record
  private static void restartAtCommit(Map<String, ?> position) {
    Object commit = position == null ? null : position.get(LAST_COMMIT);
    if (commit != null) {
      Map<String, Object> stored = (Map<String, Object>) position;
      stored.put(LAST_EVENT, commit);
      stored.put(LAST_KIND, NOTHING_TO_LEAVE_OUT);
      stored.remove(EVENTS_AT_LSN);
      stored.keySet().removeIf(key -> key.startsWith(OF_TRANSACTION));
    }
  }

  private static SourceRecord first(SourceRecord record) {
    return record.newRecord(
        record.topic(),
        0,
        record.keySchema(),
        null,
        record.valueSchema(),
        record.value(),
        record.timestamp(),
        record.headers());
  }

  /** Nothing can be set. */
  @Override
  public ConfigDef config() {
    return new ConfigDef();
  }

  @Override
  public void configure(Map<String, ?> settings) {}

  @Override
  public void close() {}
}
