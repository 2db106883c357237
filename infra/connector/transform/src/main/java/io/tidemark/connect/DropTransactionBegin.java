package io.tidemark.connect;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;

/**
 * Drop what would make a transaction's BEGIN the position that Connect stores for Debezium's
 * PostgreSQL connector: the BEGIN messages of {@code provide.transaction.metadata=true}, and a
 * heartbeat between a BEGIN and the transaction's first row. Everything else passes untouched: END
 * messages, the {@code transaction} block of events, tombstones. No row is ever dropped.
 *
 * <p>A connector (Debezium 3.7.0) that starts again at a BEGIN may take the transaction's first
 * rows for done and never send them (its {@code WalPositionLocator}).
 *
 * <p>Why a dropped record's position is not stored (Kafka Connect 4.3.1): {@code
 * AbstractWorkerSourceTask.sendRecords} calls {@code recordDropped} where the transforms return
 * null, and goes on with the next record, before {@code prepareToSendRecord} could submit this one;
 * {@code WorkerSourceTask.commitOffsets} stores the offsets of submitted records only. {@code
 * recordDropped} does call the task's {@code commitRecord}, but that of {@code
 * PostgresConnectorTask} is empty: what it confirms to PostgreSQL is read back from the stored
 * offsets.
 */
public final class DropTransactionBegin implements Transformation<SourceRecord> {
  private static final String BOUNDARY = "io.debezium.connector.common.TransactionMetadataValue";
  private static final String HEARTBEAT = "io.debezium.connector.common.Heartbeat";
  private static final String BEGIN = "BEGIN";

  /**
   * The record itself, or null to have it dropped.
   *
   * @throws org.apache.kafka.connect.errors.DataException if a boundary has no {@code status}
   */
  @Override
  public SourceRecord apply(SourceRecord record) {
    Schema schema = record.valueSchema();
    String name = schema == null ? null : schema.name();
    boolean dropped =
        (BOUNDARY.equals(name) && BEGIN.equals(((Struct) record.value()).getString("status")))
            || (HEARTBEAT.equals(name) && BEGIN.equals(lastMessage(record.sourceOffset())));
    return dropped ? null : record;
  }

  /** The kind of the replication message at which a position was taken, or null. */
  private static Object lastMessage(Map<String, ?> position) {
    return position == null ? null : position.get("messageType");
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
