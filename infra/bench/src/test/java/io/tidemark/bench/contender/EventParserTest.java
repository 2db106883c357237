package io.tidemark.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EventParserTest {
  private static final String ROW =
      "{\"id\":\"a\",\"customer_id\":42,\"status\":\"new\",\"amount\":\"-0.50\",\"note\":null,"
          + "\"created_at\":\"2026-01-02T03:04:05.123456Z\",\"updated_at\":\"1970-01-01T00:00:00Z\"}";

  private final EventParser parser = new EventParser();

  @Test
  void everyColumnIsRead() throws IOException {
    OrderRow row = parse("{\"type\":\"struct\"}", "null", ROW);
    assertThat(row.id).isEqualTo("a");
    assertThat(row.customerId).isEqualTo(42);
    assertThat(row.status).isEqualTo("new");
    assertThat(row.cents).isEqualTo(-50);
    assertThat(row.note).isNull();
    assertThat(row.createdMicros).isEqualTo(1_767_323_045_123_456L);
    assertThat(row.updatedMicros).isZero();
    assertThat(parser.deletedId()).isNull();
  }

  @Test
  void deleteTellsItsKey() throws IOException {
    assertThat(parse("{}", ROW, "null")).isNull();
    assertThat(parser.deletedId()).isEqualTo("a");
  }

  @Test
  void otherSchemaIsNotTakenForTheOneBefore() throws IOException {
    assertThat(parse("{\"name\":\"one\"}", "null", ROW).id).isEqualTo("a");
    assertThat(parse("{\"name\":\"longer\",\"payload\":1}", "null", ROW).id).isEqualTo("a");
    assertThat(parse("{\"name\":\"one\"}", "null", ROW).id).isEqualTo("a");
  }

  @Test
  void unknownColumnIsAnError() {
    assertThatThrownBy(() -> parse("{}", "null", "{\"other\":1}"))
        .hasMessage("no column 'other' is known");
  }

  private OrderRow parse(String schema, String before, String after) throws IOException {
    String text =
        "{\"schema\":%s,\"payload\":{\"before\":%s,\"after\":%s,\"source\":{},\"op\":\"u\"}}";
    return parser.parse(text.formatted(schema, before, after).getBytes(StandardCharsets.UTF_8));
  }
}
