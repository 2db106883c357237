package io.tidemark.bench.contender;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * The least work that finds a row in a message: a streaming parse of the payload alone. The schema
 * part is passed over where its bytes are those of the message before. Knows the one table. Of one
 * thread.
 */
final class EventParser {
  private static final JsonFactory JSON = new JsonFactory();

  /** Up to and with the payload's key, of the message before. */
  private byte[] opening = {};

  private String deletedId;

  /**
   * The row after the change, or null if it was deleted; then {@link #deletedId} tells which.
   *
   * @param value of a change event, not of a tombstone
   */
  OrderRow parse(byte[] value) throws IOException {
    int at = payloadAt(value);
    try (JsonParser json = JSON.createParser(value, at, value.length - at)) {
      json.nextToken();
      OrderRow before = null;
      OrderRow after = null;
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        if (name.equals("after")) {
          after = row(json);
        } else if (name.equals("before")) {
          before = row(json);
        } else if (name.equals("source")) {
          break; // after both images, and nothing behind it is needed
        } else {
          json.skipChildren();
        }
      }
      deletedId = after == null && before != null ? before.id : null;
      return after;
    }
  }

  /** The key of the row that the last message deleted, or null. */
  String deletedId() {
    return deletedId;
  }

  private int payloadAt(byte[] value) throws IOException {
    int length = opening.length;
    if (length == 0
        || value.length < length
        || !Arrays.equals(value, 0, length, opening, 0, length)) {
      opening = Arrays.copyOf(value, find(value));
    }
    return opening.length;
  }

  private static int find(byte[] value) throws IOException {
    try (JsonParser json = JSON.createParser(value)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean payload = json.currentName().equals("payload");
        json.nextToken();
        if (payload) {
          return (int) json.currentTokenLocation().getByteOffset();
        }
        json.skipChildren();
      }
    }
    throw new IOException("a message has no payload");
  }

  private static OrderRow row(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return null;
    }
    OrderRow row = new OrderRow();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "id" -> row.id = json.getText();
        case "customer_id" -> row.customerId = json.getLongValue();
        case "status" -> row.status = json.getText();
        case "amount" -> row.cents = cents(json.getText());
        case "note" -> row.note = value == JsonToken.VALUE_NULL ? null : json.getText();
        case "created_at" -> row.createdMicros = micros(json.getText());
        case "updated_at" -> row.updatedMicros = micros(json.getText());
        default -> throw new IOException("no column '" + name + "' is known");
      }
    }
    return row;
  }

  /** Of a number with two decimals. */
  private static long cents(String amount) {
    int point = amount.length() - 3;
    return Long.parseLong(amount.substring(0, point) + amount.substring(point + 1));
  }

  /** Of a time such as {@code 2026-01-02T03:04:05.123456Z}, whose decimals may be missing. */
  static long micros(String time) {
    LocalDateTime second =
        LocalDateTime.of(
            number(time, 0, 4),
            number(time, 5, 7),
            number(time, 8, 10),
            number(time, 11, 13),
            number(time, 14, 16),
            number(time, 17, 19));
    long micros = time.length() == 27 ? number(time, 20, 26) : 0;
    return second.toEpochSecond(ZoneOffset.UTC) * 1_000_000 + micros;
  }

  private static int number(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }
}
