package io.tidemark.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactRestartTest {
  private static final String BOUNDARY = "io.debezium.connector.common.TransactionMetadataValue";
  private static final String HEARTBEAT = "io.debezium.connector.common.Heartbeat";

  private final ExactRestart transform = new ExactRestart();

  @AfterEach
  void close() {
    transform.close();
  }

  @Test
  void connectFindsItAsAService() {
    assertThat(ServiceLoader.load(Transformation.class))
        .hasAtLeastOneElementOfType(ExactRestart.class);
  }

  @Test
  void aBeginIsDroppedWhateverThePrefix() {
    assertThat(transform.apply(status(BOUNDARY, "any.transaction", "BEGIN", within("BEGIN"))))
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INSERT", "UPDATE", "DELETE", "TRUNCATE", "MESSAGE"})
  void aRowWithinATransactionIsStoredAsTheCommitBeforeIt(String kind) {
    SourceRecord row = status("any.public.orders.Envelope", "any.public.orders", "", within(kind));

    SourceRecord sent = transform.apply(row);

    assertThat(sent.value()).isSameAs(row.value());
    assertThat(row.sourceOffset())
        .isEqualTo(
            Map.of("lsn", 9L, "lsn_proc", 7L, "lsn_commit", 7L, "messageType", "MESSAGE", "x", 1));
  }

  @Test
  void soIsAHeartbeatBetweenABeginAndTheFirstRow() {
    Schema schema =
        SchemaBuilder.struct().name(HEARTBEAT).field("ts_ms", Schema.INT64_SCHEMA).build();
    SourceRecord heartbeat =
        record("__hb", schema, new Struct(schema).put("ts_ms", 1L), within("BEGIN"));

    transform.apply(heartbeat);

    assertThat(heartbeat.sourceOffset().get("messageType")).isEqualTo("MESSAGE");
  }

  @Test
  void anEndIsStoredAsAPlaceBehindWhichNothingIsLeftOut() {
    Map<String, Object> position = new HashMap<>();
    position.putAll(Map.of("lsn", 9L, "lsn_proc", 9L, "lsn_commit", 9L, "messageType", "COMMIT"));
    SourceRecord end = status(BOUNDARY, "any.transaction", "END", position);
    transform.apply(end);
    assertThat(end.sourceOffset())
        .isEqualTo(Map.of("lsn", 9L, "lsn_proc", 9L, "lsn_commit", 9L, "messageType", "MESSAGE"));
  }

  @Test
  void beforeTheFirstCommitNothingIsChanged() {
    assertUntouched(
        status("any.Envelope", "any", "", new HashMap<>(Map.of("snapshot", "INITIAL"))));
    assertUntouched(status("any.Envelope", "any", "", null));
  }

  /**
   * Another value than a boundary's may have a status too, and a table may be named transaction.
   */
  @ParameterizedTest
  @ValueSource(strings = {"any.public.transaction.Envelope", "any.public.transaction.Value"})
  void aRowIsNeverDropped(String schema) {
    SourceRecord row = status(schema, "any.public.transaction", "BEGIN", within("INSERT"));
    assertThat(transform.apply(row).value()).isSameAs(row.value());
  }

  @Test
  void aTombstoneAndAValueWithoutAnySchemaPass() {
    for (SourceRecord record :
        new SourceRecord[] {
          record("any.public.transaction", null, null, within("DELETE")),
          record("any.transaction", null, Map.of("status", "BEGIN"), within("INSERT")),
          record("any.text", Schema.STRING_SCHEMA, "BEGIN", within("INSERT"))
        }) {
      assertThat(transform.apply(record).value()).isEqualTo(record.value());
    }
  }

  @Test
  void whatHasNoKeyGoesToTheFirstPartitionAndKeepsAllElse() {
    SourceRecord row = status("any.Envelope", "any.public.log", "", within("INSERT"));
    row.headers().addString("name", "value");

    SourceRecord sent = transform.apply(row);

    assertThat(sent.kafkaPartition()).isZero();
    assertThat(sent).usingRecursiveComparison().ignoringFields("kafkaPartition").isEqualTo(row);
  }

  @Test
  void whatHasAKeyGoesWhereTheKeyLeads() {
    SourceRecord row =
        new SourceRecord(
            Map.of(), within("INSERT"), "any", Schema.INT32_SCHEMA, 7, Schema.STRING_SCHEMA, "row");
    assertThat(transform.apply(row)).isSameAs(row);
  }

  @Test
  void aBoundaryThatSaysNoStatusIsAnErrorAndNotLetThrough() {
    Schema schema = SchemaBuilder.struct().name(BOUNDARY).field("id", Schema.STRING_SCHEMA).build();
    SourceRecord record =
        record("any.transaction", schema, new Struct(schema).put("id", "1:2"), within("BEGIN"));
    assertThatThrownBy(() -> transform.apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("status");
  }

  /** A position that can't be changed must not pass as one that was. */
  @Test
  void aPositionThatCannotBeChangedIsAnError() {
    SourceRecord row = status("any.Envelope", "any", "", Map.copyOf(within("INSERT")));
    assertThatThrownBy(() -> transform.apply(row))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  private void assertUntouched(SourceRecord record) {
    Map<String, ?> before =
        record.sourceOffset() == null ? null : Map.copyOf(record.sourceOffset());
    assertThat(transform.apply(record).value()).isSameAs(record.value());
    assertThat(record.sourceOffset()).isEqualTo(before);
  }

  /** A position within a transaction, as the connector says it, after a commit at LSN 7. */
  private static Map<String, Object> within(String kind) {
    Map<String, Object> position = new HashMap<>();
    position.putAll(Map.of("lsn", 9L, "lsn_proc", 9L, "lsn_commit", 7L, "messageType", kind));
    position.put("lsn_events_processed", 1L);
    position.put("transaction_id", "773");
    position.put("transaction_data_collection_order_public.orders", 1L);
    position.put("x", 1);
    return position;
  }

  private static SourceRecord status(
      String schemaName, String topic, String status, Map<String, ?> position) {
    Schema schema =
        SchemaBuilder.struct().name(schemaName).field("status", Schema.STRING_SCHEMA).build();
    return record(topic, schema, new Struct(schema).put("status", status), position);
  }

  private static SourceRecord record(
      String topic, Schema schema, Object value, Map<String, ?> position) {
    return new SourceRecord(Map.of("server", "any"), position, topic, schema, value);
  }
}
