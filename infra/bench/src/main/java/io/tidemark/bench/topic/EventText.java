package io.tidemark.bench.topic;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tidemark.bench.contract.Order;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Messages byte for byte as Tidemark's connector writes them for {@code public.orders}, with
 * REPLICA IDENTITY DEFAULT. The schema parts are recordings of it.
 */
final class EventText {
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final byte[] ORDER_KEY = opening("orders-key-schema.json");
  private static final byte[] ORDER = opening("orders-value-schema.json");
  private static final byte[] END_KEY = opening("transaction-key-schema.json");
  private static final byte[] END = opening("transaction-value-schema.json");

  private EventText() {}

  static byte[] key(Order order) {
    return message(ORDER_KEY, "{\"id\":\"" + order.id() + "\"}");
  }

  /**
   * A change event.
   *
   * @param place of the change in its transaction, from 0
   * @param sentNanos since the epoch, when the connector saw it
   */
  static byte[] value(OrderTransaction transaction, int place, long sentNanos) {
    OrderChange change = transaction.changes().get(place);
    StringBuilder text = new StringBuilder(1200).append("{\"before\":");
    if (change.operation() == 'd') {
      key(text, change.order());
      text.append(",\"after\":null");
    } else {
      text.append("null,\"after\":");
      row(text, change.order());
    }
    source(text, transaction, change.lsn());
    String block =
        ",\"transaction\":{\"id\":\"%d:%d\",\"total_order\":%d,\"data_collection_order\":%d}";
    text.append(block.formatted(transaction.txId(), change.lsn(), place + 1, place + 1));
    text.append(",\"op\":\"").append(change.operation()).append('"');
    times(text, sentNanos);
    return message(ORDER, text.append('}').toString());
  }

  static byte[] endKey(OrderTransaction transaction) {
    return message(
        END_KEY, "{\"id\":\"%d:%d\"}".formatted(transaction.txId(), transaction.endLsn()));
  }

  /** The message that tells that a transaction was committed. */
  static byte[] end(OrderTransaction transaction) {
    int count = transaction.changes().size();
    String text =
        "{\"status\":\"END\",\"id\":\"%d:%d\",\"event_count\":%d,\"data_collections\":"
            + "[{\"data_collection\":\"public.orders\",\"event_count\":%d}],\"ts_ms\":%d}";
    return message(
        END,
        text.formatted(
            transaction.txId(),
            transaction.endLsn(),
            count,
            count,
            transaction.commitMicros() / 1000));
  }

  private static void row(StringBuilder text, Order order) {
    text.append("{\"id\":\"").append(order.id());
    text.append("\",\"customer_id\":").append(order.customerId());
    text.append(",\"status\":\"").append(order.status());
    text.append("\",\"amount\":\"").append(order.cents() / 100).append('.');
    text.append(order.cents() % 100 < 10 ? "0" : "").append(order.cents() % 100);
    text.append("\",\"note\":");
    if (order.note() == null) {
      text.append("null");
    } else {
      text.append('"');
      JsonStringEncoder.getInstance().quoteAsString(order.note(), text);
      text.append('"');
    }
    text.append(",\"created_at\":\"").append(time(order.createdMicros()));
    text.append("\",\"updated_at\":\"").append(time(order.updatedMicros())).append("\"}");
  }

  /** Of the row before a delete only the key is known; the rest is what NOT NULL makes of it. */
  private static void key(StringBuilder text, Order order) {
    text.append("{\"id\":\"").append(order.id());
    text.append("\",\"customer_id\":0,\"status\":\"\",\"amount\":\"0.00\",\"note\":null")
        .append(",\"created_at\":\"1970-01-01T00:00:00Z\"")
        .append(",\"updated_at\":\"1970-01-01T00:00:00Z\"}");
  }

  private static void source(StringBuilder text, OrderTransaction transaction, long lsn) {
    text.append(",\"source\":{\"version\":\"3.7.0.Final\",\"connector\":\"postgresql\"");
    text.append(",\"name\":\"tidemark\",\"ts_ms\":").append(transaction.commitMicros() / 1000);
    text.append(",\"snapshot\":null,\"db\":\"tidemark\",\"sequence\":\"[\\\"");
    text.append(transaction.commitBefore()).append("\\\",\\\"").append(lsn).append("\\\"]\"");
    text.append(",\"ts_us\":").append(transaction.commitMicros());
    text.append(",\"ts_ns\":").append(transaction.commitMicros() * 1000);
    text.append(",\"schema\":\"public\",\"table\":\"orders\",\"txId\":").append(transaction.txId());
    text.append(",\"lsn\":").append(lsn);
    text.append(",\"xmin\":null,\"origin\":null,\"origin_lsn\":null}");
  }

  private static void times(StringBuilder text, long nanos) {
    text.append(",\"ts_ms\":").append(nanos / 1_000_000);
    text.append(",\"ts_us\":").append(nanos / 1000);
    text.append(",\"ts_ns\":").append(nanos);
  }

  private static String time(long micros) {
    return MICROS.format(Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000));
  }

  private static byte[] message(byte[] opening, String payload) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(opening.length + payload.length() + 64);
    bytes.writeBytes(opening);
    bytes.writeBytes(payload.getBytes(StandardCharsets.UTF_8));
    bytes.write('}');
    return bytes.toByteArray();
  }

  /** A message up to its payload. */
  private static byte[] opening(String resource) {
    try (InputStream in = EventText.class.getResourceAsStream(resource)) {
      String schema = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return ("{\"schema\":" + schema + ",\"payload\":").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
