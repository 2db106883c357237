package io.tidemark.ingestion.seed;

import io.tidemark.ingestion.world.Row;
import io.tidemark.ingestion.world.Table;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Collects rows of one table in the text format of COPY.
 *
 * <p>With an {@link Author}, each row also carries the three audit columns, with the values that
 * the audit trigger would have given them. Not safe for use by several threads.
 */
final class CopyRows {
  /** Who the rows are from: the database user and the application user. */
  record Author(String databaseUser, String applicationUser) {}

  private final StringBuilder text = new StringBuilder(1 << 17);
  private final Table table;
  private final Author author;

  /**
   * @param author null if the audit columns are left to the trigger
   */
  CopyRows(Table table, Author author) {
    this.table = table;
    this.author = author;
  }

  /** The statement that these rows are for. */
  String sql() {
    String audit = author == null ? "" : ", modified_by, modified_at, change_info";
    return "copy " + table.qualifiedName() + " (" + table.columnList() + audit + ") from stdin";
  }

  /**
   * @param now the time of the change, used only with an author
   */
  void add(Row row, Instant now) {
    List<Object> values = row.values();
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        text.append('\t');
      }
      field(values.get(i));
    }
    if (author != null) {
      text.append('\t');
      escaped(author.applicationUser());
      text.append('\t');
      time(now);
      text.append('\t');
      changeInfo(values, now);
    }
    text.append('\n');
  }

  /** About the number of bytes that are waiting to be drained. */
  int size() {
    return text.length();
  }

  /** The rows so far; the collector is empty afterwards. */
  byte[] drain() {
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    text.setLength(0);
    return bytes;
  }

  private void field(Object value) {
    if (value == null) {
      text.append("\\N");
    } else if (value instanceof Instant instant) {
      time(instant);
    } else if (value instanceof String string) {
      escaped(string);
    } else {
      text.append(value);
    }
  }

  private void changeInfo(List<Object> values, Instant now) {
    text.append("{\"changes\":{");
    boolean first = true;
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value != null) {
        text.append(first ? "\"" : ",\"").append(table.columns().get(i));
        text.append("\":{\"old\":null,\"new\":");
        json(value);
        text.append('}');
        first = false;
      }
    }
    text.append("},\"db_user\":");
    jsonString(author.databaseUser());
    text.append(",\"app_user\":");
    jsonString(author.applicationUser());
    text.append(",\"at\":\"");
    time(now);
    text.append("\"}");
  }

  private void json(Object value) {
    if (value instanceof BigDecimal) {
      text.append(value);
    } else if (value instanceof String string) {
      jsonString(string);
    } else {
      text.append('"');
      field(value);
      text.append('"');
    }
  }

  private void escaped(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> text.append(c);
      }
    }
  }

  /** Escaped twice: JSON's backslashes are doubled for COPY. */
  private void jsonString(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"') {
        text.append("\\\\\"");
      } else if (c == '\\') {
        text.append("\\\\\\\\");
      } else if (c < ' ') {
        text.append(String.format("\\\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }

  /** As PostgreSQL writes a time in UTC into JSON: no zeros at the end of the fraction. */
  private void time(Instant instant) {
    LocalDateTime time = LocalDateTime.ofEpochSecond(instant.getEpochSecond(), 0, ZoneOffset.UTC);
    padded(time.getYear(), 4).append('-');
    padded(time.getMonthValue(), 2).append('-');
    padded(time.getDayOfMonth(), 2).append('T');
    padded(time.getHour(), 2).append(':');
    padded(time.getMinute(), 2).append(':');
    padded(time.getSecond(), 2);
    int micros = instant.getNano() / 1000;
    if (micros > 0) {
      text.append('.');
      int end = padded(micros, 6).length();
      while (text.charAt(end - 1) == '0') {
        end--;
      }
      text.setLength(end);
    }
    text.append("+00:00");
  }

  private StringBuilder padded(int number, int digits) {
    for (int bound = 10; digits > 1; digits--, bound *= 10) {
      if (number < bound) {
        text.append("0".repeat(digits - 1));
        break;
      }
    }
    return text.append(number);
  }
}
