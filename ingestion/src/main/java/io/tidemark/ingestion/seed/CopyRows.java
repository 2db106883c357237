package io.tidemark.ingestion.seed;

import io.tidemark.ingestion.world.Row;
import io.tidemark.ingestion.world.Table;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Collects rows of one table in the text format of COPY.
 *
 * <p>With an {@link Author}, each row also carries the three audit columns, with the values that
 * the audit trigger would have given them. Not safe for use by several threads.
 */
final class CopyRows {
  /** Who the rows are from: the database user and the application user. */
  record Author(String databaseUser, String applicationUser) {}

  private final ByteText text = new ByteText();
  private final Table table;
  private final Author author;

  /** For each column, what stands before its new value in change_info. */
  private final byte[][] changeHeads;

  /** For each column of the row at hand, where its value begins and ends in the text. */
  private final int[] begins;

  private final int[] ends;

  /**
   * Without rows at first.
   *
   * @param author null if the audit columns are left to the trigger
   */
  CopyRows(Table table, Author author) {
    this.table = table;
    this.author = author;
    List<String> columns = table.columns();
    this.begins = new int[columns.size()];
    this.ends = new int[columns.size()];
    this.changeHeads = new byte[columns.size()][];
    for (int i = 0; i < columns.size(); i++) {
      changeHeads[i] = ("\"" + columns.get(i) + "\":{\"new\":").getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The statement that these rows are for. */
  String sql() {
    String audit = author == null ? "" : ", modified_by, modified_at, change_info";
    return "copy " + table.qualifiedName() + " (" + table.columnList() + audit + ") from stdin";
  }

  /**
   * Adds a row.
   *
   * @param now the time of the change, used only with an author
   */
  void add(Row row, Instant now) {
    List<Object> values = row.values();
    for (int i = 0; i < begins.length; i++) {
      if (i > 0) {
        text.add('\t');
      }
      begins[i] = text.length();
      field(values.get(i));
      ends[i] = text.length();
    }
    if (author != null) {
      text.add('\t');
      escaped(author.applicationUser());
      text.add('\t').add(now).add('\t');
      changeInfo(values, now);
    }
    text.add('\n');
  }

  /** The number of bytes that wait to be drained. */
  int size() {
    return text.length();
  }

  /** The rows so far; the collector is empty afterwards. */
  byte[] drain() {
    return text.drain();
  }

  private void field(Object value) {
    if (value == null) {
      text.add("\\N");
    } else if (value instanceof UUID uuid) {
      text.add(uuid);
    } else if (value instanceof Instant instant) {
      text.add(instant);
    } else {
      escaped(value.toString());
    }
  }

  private void changeInfo(List<Object> values, Instant now) {
    text.add("{\"changes\":{");
    boolean first = true;
    for (int i = 0; i < begins.length; i++) {
      Object value = values.get(i);
      if (value != null) {
        if (!first) {
          text.add(',');
        }
        first = false;
        text.add(changeHeads[i]);
        newValue(value, begins[i], ends[i]);
        text.add('}');
      }
    }
    text.add("},\"db_user\":");
    json(author.databaseUser());
    text.add(",\"app_user\":");
    json(author.applicationUser());
    text.add(",\"at\":\"").add(now).add("\"}");
  }

  /** The value as JSON; its plain text already stands in [begin, end). */
  private void newValue(Object value, int begin, int end) {
    if (value instanceof BigDecimal) {
      text.repeat(begin, end);
    } else if (value instanceof String string && !isPlain(string)) {
      json(string);
    } else {
      text.add('"').repeat(begin, end).add('"');
    }
  }

  /** True if neither COPY nor JSON escapes anything in it. */
  private static boolean isPlain(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        return false;
      }
    }
    return true;
  }

  private void escaped(String value) {
    if (isPlain(value)) {
      text.add(value);
      return;
    }
    text.add(
        value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r"));
  }

  /** Escaped twice: JSON's backslashes are doubled for COPY. */
  private void json(String value) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    text.add(json.append('"').toString().replace("\\", "\\\\"));
  }
}
