package io.tidemark.bench.contract;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * The least work that finds a row in a change event of {@code public.orders}: a streaming parse of
 * the payload, up to its images. The schema part is passed over where its bytes are those of the
 * message before. Not for several threads.
 */
public final class OrderEventReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int SECONDS_END = "2026-11-23T18:45:32".length();

  /** The message before, up to where its payload begins. */
  private byte[] opening = {};

  /**
   * What an event tells.
   *
   * @param value the event's bytes, never those of a tombstone
   * @throws IOException if the bytes are no such event
   */
  public OrderEvent read(byte[] value) throws IOException {
    int length = opening.length;
    if (length == 0
        || value.length < length
        || !Arrays.equals(value, 0, length, opening, 0, length)) {
      opening = Arrays.copyOf(value, payloadAt(value));
    }
    try (JsonParser json =
        JSON.createParser(value, opening.length, value.length - opening.length)) {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      return payload(json);
    }
  }

  private static int payloadAt(byte[] value) throws IOException {
    try (JsonParser json = JSON.createParser(value)) {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean payload = json.currentName().equals("payload");
        json.nextToken();
        if (payload) {
          return (int) json.currentTokenLocation().getByteOffset();
        }
        json.skipChildren();
      }
    }
    throw new IOException("an event without a payload");
  }

  /** Both images come before all else that a payload holds, so the rest is not read. */
  private static OrderEvent payload(JsonParser json) throws IOException {
    Order before = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      boolean present = json.nextToken() != JsonToken.VALUE_NULL;
      if (field.equals("before")) {
        before = present ? row(json) : null;
      } else if (field.equals("after") && present) {
        Order after = row(json);
        return new OrderEvent(after.id(), after);
      } else if (field.equals("after") && before != null) {
        return new OrderEvent(before.id(), null);
      } else {
        break;
      }
    }
    throw new IOException("an event that is about no row");
  }

  private static Order row(JsonParser json) throws IOException {
    String id = null;
    long customerId = 0;
    String status = null;
    long cents = 0;
    String note = null;
    long created = 0;
    long updated = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> id = json.getValueAsString();
        case "customer_id" -> customerId = json.getLongValue();
        case "status" -> status = json.getValueAsString();
        case "amount" -> cents = cents(json.getText());
        case "note" -> note = json.getValueAsString();
        case "created_at" -> created = micros(json.getText());
        case "updated_at" -> updated = micros(json.getText());
        default -> throw new IOException("no column '" + field + "' is known");
      }
    }
    return new Order(id, customerId, status, cents, note, created, updated);
  }

  /** Of a number with two decimals. */
  private static long cents(String amount) {
    int point = amount.length() - 3;
    return Long.parseLong(amount.substring(0, point) + amount.substring(point + 1));
  }

  /** Of a ZonedTimestamp, which Debezium writes in UTC with up to six digits after the second. */
  private static long micros(String time) {
    long day =
        LocalDate.of(number(time, 0, 4), number(time, 5, 7), number(time, 8, 10)).toEpochDay();
    long seconds =
        ((day * 24 + number(time, 11, 13)) * 60 + number(time, 14, 16)) * 60
            + number(time, 17, SECONDS_END);
    int digits = Math.max(0, time.length() - SECONDS_END - 2);
    long micros = digits == 0 ? 0 : number(time, SECONDS_END + 1, SECONDS_END + 1 + digits);
    for (int i = digits; i < 6; i++) {
      micros *= 10;
    }
    return seconds * 1_000_000 + micros;
  }

  private static int number(String text, int begin, int end) {
    return Integer.parseInt(text, begin, end, 10);
  }

  private static void expect(JsonToken found, JsonToken expected) throws IOException {
    if (found != expected) {
      throw new IOException(expected + " expected, but there is " + found);
    }
  }
}
