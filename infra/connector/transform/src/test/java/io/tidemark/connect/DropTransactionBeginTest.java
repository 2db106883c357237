package io.tidemark.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

class DropTransactionBeginTest {
  private static final String BOUNDARY = "io.debezium.connector.common.TransactionMetadataValue";
  private static final String HEARTBEAT = "io.debezium.connector.common.Heartbeat";
  private static final Map<String, ?> AT_BEGIN = Map.of("lsn", 7L, "messageType", "BEGIN");
  private static final Map<String, ?> AT_COMMIT = Map.of("lsn", 9L, "messageType", "COMMIT");

  private final DropTransactionBegin transform = new DropTransactionBegin();

  @AfterEach
  void close() {
    transform.close();
  }

  @Test
  void connectFindsItAsAService() {
    assertThat(ServiceLoader.load(Transformation.class))
        .hasAtLeastOneElementOfType(DropTransactionBegin.class);
  }

  @Test
  void aBeginIsDroppedWhateverThePrefix() {
    assertThat(transform.apply(status(BOUNDARY, "any.transaction", "BEGIN", AT_BEGIN))).isNull();
  }

  @Test
  void anEndPassesUntouched() {
    assertPasses(status(BOUNDARY, "any.transaction", "END", AT_COMMIT));
  }

  @Test
  void aHeartbeatBetweenABeginAndTheFirstRowIsDropped() {
    assertThat(transform.apply(heartbeat(AT_BEGIN))).isNull();
  }

  @Test
  void anyOtherHeartbeatPasses() {
    assertPasses(heartbeat(AT_COMMIT));
    assertPasses(heartbeat(Map.of("lsn", 9L)));
    assertPasses(heartbeat(null));
  }

  /**
   * Another value than a boundary's may have a status too, and a table may be named transaction.
   */
  @ParameterizedTest
  @ValueSource(strings = {"any.public.transaction.Envelope", "any.public.transaction.Value"})
  void aRowIsNeverDropped(String schema) {
    assertPasses(status(schema, "any.public.transaction", "BEGIN", AT_BEGIN));
  }

  @Test
  void aTombstoneAndAValueWithoutAnySchemaPass() {
    assertPasses(record("any.public.transaction", null, null, AT_BEGIN));
    assertPasses(record("any.transaction", null, Map.of("status", "BEGIN"), AT_BEGIN));
    assertPasses(record("any.text", Schema.STRING_SCHEMA, "BEGIN", AT_BEGIN));
  }

  @Test
  void aBoundaryThatSaysNoStatusIsAnErrorAndNotLetThrough() {
    Schema schema = SchemaBuilder.struct().name(BOUNDARY).field("id", Schema.STRING_SCHEMA).build();
    SourceRecord record =
        record("any.transaction", schema, new Struct(schema).put("id", "1:2"), AT_BEGIN);
    assertThatThrownBy(() -> transform.apply(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("status");
  }

  private void assertPasses(SourceRecord record) {
    assertThat(transform.apply(record)).isSameAs(record);
  }

  private static SourceRecord status(
      String schemaName, String topic, String status, Map<String, ?> position) {
    Schema schema =
        SchemaBuilder.struct().name(schemaName).field("status", Schema.STRING_SCHEMA).build();
    return record(topic, schema, new Struct(schema).put("status", status), position);
  }

  private static SourceRecord heartbeat(Map<String, ?> position) {
    Schema schema =
        SchemaBuilder.struct().name(HEARTBEAT).field("ts_ms", Schema.INT64_SCHEMA).build();
    return record(
        "__debezium-heartbeat.any", schema, new Struct(schema).put("ts_ms", 1L), position);
  }

  private static SourceRecord record(
      String topic, Schema schema, Object value, Map<String, ?> position) {
    return new SourceRecord(Map.of("server", "any"), position, topic, schema, value);
  }
}
