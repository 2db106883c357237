package io.tidemark.bench.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OrderEventReaderTest {
  private static final String SCHEMA =
      "{\"schema\":{\"type\":\"struct\",\"fields\":[{\"field\":\"payload\"}]},\"payload\":";
  private static final String SOURCE =
      "\"source\":{\"lsn\":7,\"sequence\":\"[\\\"1\\\",\\\"2\\\"]\",\"op\":\"x\"}";

  private final OrderEventReader reader = new OrderEventReader();

  @Test
  void aRowIsWhatItsAfterImageSays() throws IOException {
    Order expected =
        new Order(
            "a",
            -5,
            "new",
            1230,
            "x \"y\" ü",
            micros("2026-02-28T23:59:59.1234Z"),
            micros("1969-12-31T00:00:01Z"));
    assertThat(read(SCHEMA, "null", row("a", "12.30", "\"x \\\"y\\\" ü\""), "c"))
        .isEqualTo(new OrderEvent("a", expected));
  }

  @Test
  void anUpdateWithoutABeforeImageIsARow() throws IOException {
    Order after = read(SCHEMA, "null", row("a", "-0.50", "null"), "u").after();
    assertThat(after.cents()).isEqualTo(-50);
    assertThat(after.note()).isNull();
  }

  @Test
  void aDeleteTellsItsIdOnly() throws IOException {
    assertThat(read(SCHEMA, row("b", "0.00", "null"), "null", "d"))
        .isEqualTo(new OrderEvent("b", null));
  }

  @Test
  void anotherSchemaIsNotTakenForTheOneBefore() throws IOException {
    for (String schema : new String[] {SCHEMA, SCHEMA, "{\"payload\": ", SCHEMA}) {
      for (String id : new String[] {"a", "b"}) {
        assertThat(read(schema, "null", row(id, "1.00", "null"), "c").id()).isEqualTo(id);
      }
    }
  }

  @Test
  void anUnknownColumnIsRefused() {
    assertThatThrownBy(() -> read(SCHEMA, "null", "{\"other\":1}", "c"))
        .isInstanceOf(IOException.class)
        .hasMessage("no column 'other' is known");
  }

  @Test
  void anEventAboutNoRowIsRefused() {
    assertThatThrownBy(() -> read(SCHEMA, "null", "null", "t"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("about no row");
  }

  @Test
  void anEventWithoutPayloadIsRefused() {
    assertThatThrownBy(() -> reader.read(bytes("{\"schema\":{}}")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("payload");
  }

  private OrderEvent read(String schema, String before, String after, String operation)
      throws IOException {
    String event =
        "%s{\"before\":%s,\"after\":%s,%s,\"op\":\"%s\",\"ts_ms\":1}}"
            .formatted(schema, before, after, SOURCE, operation);
    return reader.read(bytes(event));
  }

  private static String row(String id, String amount, String note) {
    return """
    {"id":"%s","customer_id":-5,"status":"new","amount":"%s","note":%s,\
    "created_at":"2026-02-28T23:59:59.1234Z","updated_at":"1969-12-31T00:00:01Z"}\
    """
        .formatted(id, amount, note);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static long micros(String timestamp) {
    return Duration.between(Instant.EPOCH, Instant.parse(timestamp)).toNanos() / 1000;
  }
}
