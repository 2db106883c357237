package io.tidemark.bench.peer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Reads Debezium's envelopes of {@code public.orders} with their schemas in them. A schema that is
 * the same bytes as the last one is not parsed again. Not for several threads.
 */
public final class OrderChangeReader {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int SECONDS_END = "2026-11-23T18:45:32".length();

  /** The last message up to its payload's opening brace. */
  private byte[] opening = new byte[0];

  /**
   * The change that an event tells.
   *
   * @param value the event's bytes, never those of a tombstone
   * @throws IOException if the bytes are no such event
   */
  public OrderChange read(byte[] value) throws IOException {
    int length = opening.length;
    if (length > 0
        && value.length > length
        && Arrays.equals(value, 0, length, opening, 0, length)) {
      try (JsonParser json = JSON.createParser(value, length, value.length - length)) {
        expect(json.nextToken(), JsonToken.START_OBJECT);
        return payload(json);
      }
    }
    try (JsonParser json = JSON.createParser(value)) {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        if (json.currentName().equals("payload")) {
          expect(json.nextToken(), JsonToken.START_OBJECT);
          opening = Arrays.copyOf(value, (int) json.currentTokenLocation().getByteOffset());
          return payload(json);
        }
        json.nextToken();
        json.skipChildren();
      }
    }
    throw new IOException("an event without a payload");
  }

  /** Both images come before all else that a payload holds, so the rest is not read. */
  private static OrderChange payload(JsonParser json) throws IOException {
    OrderChange before = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      boolean present = json.nextToken() != JsonToken.VALUE_NULL;
      if (field.equals("before")) {
        before = present ? row(json) : null;
      } else if (field.equals("after") && present) {
        return row(json);
      } else if (field.equals("after") && before != null) {
        return OrderChange.delete(before.id());
      } else {
        break;
      }
    }
    throw new IOException("an event that is about no row");
  }

  private static OrderChange row(JsonParser json) throws IOException {
    String id = null;
    long customerId = 0;
    String status = null;
    String amount = null;
    String note = null;
    String created = null;
    String updated = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      switch (field) {
        case "id" -> id = json.getValueAsString();
        case "customer_id" -> customerId = json.getLongValue();
        case "status" -> status = json.getValueAsString();
        case "amount" -> amount = json.getValueAsString();
        case "note" -> note = json.getValueAsString();
        case "created_at" -> created = json.getValueAsString();
        case "updated_at" -> updated = json.getValueAsString();
        default -> throw new IOException("a row with a column '" + field + "'");
      }
    }
    return new OrderChange(
        false,
        id,
        customerId,
        status,
        amount == null || amount.isEmpty() ? null : new BigDecimal(amount),
        note,
        micros(created),
        micros(updated));
  }

  /** Of a ZonedTimestamp, which Debezium writes in UTC with up to six digits after the second. */
  private static long micros(String timestamp) {
    long day =
        LocalDate.of(number(timestamp, 0, 4), number(timestamp, 5, 7), number(timestamp, 8, 10))
            .toEpochDay();
    long seconds =
        ((day * 24 + number(timestamp, 11, 13)) * 60 + number(timestamp, 14, 16)) * 60
            + number(timestamp, 17, SECONDS_END);
    int digits = Math.max(0, timestamp.length() - SECONDS_END - 2);
    long micros = digits == 0 ? 0 : number(timestamp, SECONDS_END + 1, SECONDS_END + 1 + digits);
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
